using System.Buffers.Binary;
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

        if (_used + key.Length > _bytes.Length) MakeRoom(key.Length);
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

    public void Save(StateWriter state)
    {
        state.Write(Slots);
        for (var id = 0; id < Slots; id++)
        {
            state.Write(IsUsed(id));
            if (IsUsed(id)) state.WriteBytes(this[id]);
        }
    }

    public void Restore(StateReader state)
    {
        Slots = Count = state.ReadInt();
        _entries = new Entry[Slots];
        (_used, _unusedBytes, _firstFree) = (0, 0, Unused);
        for (var id = 0; id < Slots; id++)
        {
            if (!state.ReadBool())
            {
                Remove(id);
                continue;
            }

            var key = state.ReadBytes();
            if (_used + key.Length > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_used + key.Length, 2 * _bytes.Length));
            key.CopyTo(_bytes.AsSpan(_used));
            _entries[id] = new Entry(Hash(key), _used, key.Length);
            _used += key.Length;
        }
    }

    private void MakeRoom(int length)
    {
        // Where keys come and go, two arrays of one size take turns and nothing is allocated.
        var kept = _used - _unusedBytes;
        var wanted = checked(kept + length + Math.Max(256, kept));
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
