using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using StreamGuard.Contracts;

namespace StreamGuard.Core.State;

/// <summary>The bytes of numbered keys, one after another in one array that is packed when it is full.</summary>
internal sealed class KeyStore : IStateful
{
    private const int Unused = -1;

    private Entry[] _entries = [];
    private byte[] _bytes = [];
    private byte[] _spare = [];
    private int _used;
    private int _unusedBytes;
    private int _firstFree = Unused;

    public int Count { get; private set; }

    /// <summary>One more than the largest number given out so far.</summary>
    public int Slots { get; private set; }

    public ReadOnlySpan<byte> this[int id] => _bytes.AsSpan(_entries[id].Start, _entries[id].Length);

    public uint HashOf(int id) => _entries[id].Hash;

    public bool IsUsed(int id) => _entries[id].Length != Unused;

    /// <summary>Asks for what <see cref="HashOf"/> will read.</summary>
    public void PrefetchEntry(int id)
    {
        if (id >= 0) Prefetching.Item(_entries, id);
    }

    /// <summary>Asks for a key's bytes.</summary>
    public void PrefetchBytes(int id)
    {
        if (id >= 0 && _entries[id].Length > 0) Prefetching.Item(_bytes, _entries[id].Start);
    }

    /// <summary>A multiply a word; keys are compared in full afterwards, so spread matters and strength does not.</summary>
    public static uint Hash(ReadOnlySpan<byte> key)
    {
        const ulong multiplier = 0x9E3779B97F4A7C15;
        var hash = (ulong)key.Length * multiplier;
        // The bytes that tell small numbers apart are the last ones of a big-endian word: one word has them all.
        if (key.Length == 9) return (uint)(Mix(Mix(BinaryPrimitives.ReadUInt64BigEndian(key[1..]) + key[0])) >> 32);
        for (; key.Length >= 8; key = key[8..]) hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(key));
        ulong tail = 0;
        for (var i = 0; i < key.Length; i++) tail |= (ulong)key[i] << (i * 8);
        return (uint)(Mix(hash ^ tail) >> 32);

        static ulong Mix(ulong value) => (value * multiplier) ^ ((value * multiplier) >> 29);
    }

    /// <summary>Stores a key that is not there yet.</summary>
    public int Add(ReadOnlySpan<byte> key, uint hash)
    {
        var id = _firstFree;
        if (id != Unused)
        {
            _firstFree = _entries[id].Start;
        }
        else
        {
            if (Slots == _entries.Length) Array.Resize(ref _entries, Math.Max(16, 2 * Slots));
            id = Slots++;
        }

        if (_used + key.Length > _bytes.Length) Pack(key.Length);
        key.CopyTo(_bytes.AsSpan(_used));
        _entries[id] = new Entry(hash, _used, key.Length);
        _used += key.Length;
        Count++;
        return id;
    }

    public void Remove(int id)
    {
        _unusedBytes += _entries[id].Length;
        _entries[id] = new Entry(0, _firstFree, Unused);
        _firstFree = id;
        Count--;
    }

    public long StateBytes => _used + ((long)Slots * Unsafe.SizeOf<Entry>());

    public void Save(StateWriter state)
    {
        if (_unusedBytes > _used / 2) Pack(0);
        var saved = Used();
        saved.Save(state);
        foreach (var (first, count) in saved.Runs) state.WriteItems<Entry>(_entries.AsSpan(first, count));
        state.WriteArray<byte>(_bytes.AsSpan(0, _used));
    }

    public void Restore(StateReader state) => RestoreRuns(state);

    /// <summary>The numbers that are saved; what is kept by a key's number is saved for the same.</summary>
    public SlotRuns Used() => SlotRuns.Of(Slots, Count, IsUsed);

    /// <summary>A key's number is then its place among those saved.</summary>
    /// <returns>The numbers that were saved.</returns>
    public SlotRuns RestoreRuns(StateReader state)
    {
        var saved = SlotRuns.Restore(state, Unsafe.SizeOf<Entry>());
        (Slots, _firstFree) = (saved.Saved, Unused);
        _entries = new Entry[Slots];
        state.ReadItems<Entry>(_entries);
        _bytes = state.ReadArray<byte>();
        (_used, _unusedBytes) = (_bytes.Length, _bytes.Length);
        for (var id = Slots - 1; id >= 0; id--) Restore(id);
        StateReader.Check(_unusedBytes >= 0, "keys lie over one another");
        return saved;
    }

    /// <summary>Hashes are worked out again: another version of the program may have another function.</summary>
    private void Restore(int id)
    {
        ref var entry = ref _entries[id];
        if (entry.Length == Unused)
        {
            (entry.Start, _firstFree) = (_firstFree, id);
            return;
        }

        StateReader.Check(entry.Length >= 0 && entry.Start >= 0 && entry.Start <= _used - entry.Length, "a key lies outside the bytes of the keys");
        _unusedBytes -= entry.Length;
        Count++;
        entry.Hash = Hash(this[id]);
    }

    /// <summary>Moves the keys together, where so many bytes fit behind them.</summary>
    private void Pack(int length)
    {
        // Where keys come and go, two arrays of one size take turns and nothing is allocated.
        var kept = _used - _unusedBytes;
        // While keys only come, a quarter more is enough: of a million keys what is spare would be 14 bytes each.
        var wanted = checked(kept + length + Math.Max(256, _unusedBytes == 0 ? kept / 4 : kept));
        var packed = _spare.Length >= wanted ? _spare : new byte[wanted];
        var at = 0;
        for (var id = 0; id < Slots; id++)
        {
            if (!IsUsed(id)) continue;
            this[id].CopyTo(packed.AsSpan(at));
            _entries[id].Start = at;
            at += _entries[id].Length;
        }

        (_spare, _bytes, _used, _unusedBytes) = (_unusedBytes > kept ? _bytes : [], packed, at, 0);
    }

    /// <param name="Hash">Of the key's bytes.</param>
    /// <param name="Start">Of the key's bytes; of an unused entry the next unused one.</param>
    /// <param name="Length">Of the key's bytes; <see cref="Unused"/>.</param>
    private record struct Entry(uint Hash, int Start, int Length);
}
