using System.Buffers.Binary;
using StreamGuard.Contracts;

namespace StreamGuard.Core.State;

/// <summary>
/// Gives each different key a small number, to index slabs of state with: numbers are dense, and those of removed
/// keys are given out again. Owns the keys' bytes. Not for two threads at once.
/// </summary>
/// <param name="types">Types of the key columns, none of them a list; no column at all makes one key of all rows.</param>
/// <param name="columns">Their places in the batches given.</param>
internal sealed class KeyIndex(IReadOnlyList<ColumnType> types, IReadOnlyList<int> columns) : IStateful
{
    private readonly KeyStore _keys = new();
    private readonly Column[] _row = new Column[columns.Count];
    private int[] _table = new int[16];
    private byte[] _scratch = new byte[64];

    /// <summary>Over columns of one schema.</summary>
    public KeyIndex(Schema schema, IReadOnlyList<int> columns)
        : this([.. columns.Select(column => schema[column].Type)], columns)
    {
    }

    /// <summary>Another one over the same columns, without keys.</summary>
    public KeyIndex Empty() => new(types, columns);

    /// <summary>Keys held.</summary>
    public int Count => _keys.Count;

    /// <summary>One more than the largest number given out so far: how long a slab must be.</summary>
    public int Slots => _keys.Slots;

    public IReadOnlyList<ColumnType> Types => types;

    /// <summary>The number of the row's key, or -1.</summary>
    public int Find(Batch batch, int row)
    {
        var key = Encode(batch, row);
        return Locate(key, KeyStore.Hash(key), out _);
    }

    /// <summary>The number of the row's key, or -1; and the key's bytes, valid until the next call.</summary>
    public int Find(Batch batch, int row, out ReadOnlySpan<byte> key)
    {
        key = Encode(batch, row);
        return Locate(key, KeyStore.Hash(key), out _);
    }

    /// <summary>The number of the row's key, which is added if it is new.</summary>
    public int GetOrAdd(Batch batch, int row) => GetOrAdd(Encode(batch, row), out _);

    public int GetOrAdd(Batch batch, int row, out bool added) => GetOrAdd(Encode(batch, row), out added);

    /// <summary>The number of the key with these bytes (see <see cref="KeyEncoder"/>), which is added if it is new.</summary>
    public int GetOrAdd(ReadOnlySpan<byte> key, out bool added) => GetOrAdd(key, KeyStore.Hash(key), out added);

    private int GetOrAdd(ReadOnlySpan<byte> key, uint hash, out bool added)
    {
        var id = Locate(key, hash, out var slot);
        added = id < 0;
        if (!added) return id;
        id = _keys.Add(key, hash);
        _table[slot] = id + 1;
        if (_table.Length < 2 * _keys.Count) GrowTable();
        return id;
    }

    /// <summary>Replaces each item that is not -1 by the number of its row's key; keys that are new are added.</summary>
    public void GetOrAdd(Batch batch, Span<int> rows)
    {
        // Rows of one key come in runs and ints need no bytes to be compared; dictionary codes are looked up once each.
        if (columns.Count == 0) FillOne(rows);
        else if (columns.Count == 1 && batch[columns[0]] is FixedColumn<long> ints) FillInts(batch, ints, rows);
        else if (columns.Count == 1 && batch[columns[0]] is TextColumn { Codes: not null } text) FillCodes(batch, text, rows);
        else FillBlocks(batch, rows);
    }

    /// <summary>Whether a number below <see cref="Slots"/> is that of a key.</summary>
    public bool IsUsed(int id) => _keys.IsUsed(id);

    /// <summary>The key's bytes; valid until the index is changed.</summary>
    public ReadOnlySpan<byte> Key(int id) => _keys[id];

    /// <summary>Order of keys: column by column, nulls first, NaN last, text by UTF-8 bytes.</summary>
    public int Compare(int left, int right) => _keys[left].SequenceCompareTo(_keys[right]);

    /// <summary>Appends the key's columns to builders of their types.</summary>
    public void AppendTo(int id, ReadOnlySpan<ColumnBuilder> outputs)
    {
        var key = _keys[id];
        for (var column = 0; column < outputs.Length; column++) key = key[KeyEncoder.Read(key, outputs[column])..];
    }

    /// <summary>Says of each number below <see cref="Slots"/> whether it is that of a key that belongs to a share.</summary>
    public bool[] Of(IKeyShare share)
    {
        const int most = 4096;
        var schema = new Schema(types.Select((type, i) => new Field($"key{i}", type)));
        ColumnBuilder[] builders = [.. types.Select(ColumnBuilder.For)];
        var (isOwn, chosen, numbers) = (new bool[Slots], new bool[most], new List<int>(most));
        for (var id = 0; id < Slots; id++)
        {
            if (IsUsed(id))
            {
                AppendTo(id, builders);
                numbers.Add(id);
            }

            if (numbers.Count < most && id + 1 < Slots) continue;
            var keys = new Batch(schema, [.. builders.Select(builder => builder.Build())], numbers.Count);
            share.Choose(keys, chosen);
            keys.Release();
            for (var row = 0; row < numbers.Count; row++) isOwn[numbers[row]] = chosen[row];
            numbers.Clear();
        }

        return isOwn;
    }

    /// <summary>Forgets a key; its number may be given out again.</summary>
    public void Remove(int id)
    {
        var mask = _table.Length - 1;
        var hole = (int)_keys.HashOf(id) & mask;
        while (_table[hole] != id + 1) hole = (hole + 1) & mask;
        // Closes the gap, so that probing needs no marks for removed keys.
        for (var slot = (hole + 1) & mask; _table[slot] != 0; slot = (slot + 1) & mask)
        {
            var home = (int)_keys.HashOf(_table[slot] - 1) & mask;
            if (((slot - home) & mask) < ((slot - hole) & mask)) continue;
            _table[hole] = _table[slot];
            hole = slot;
        }

        _table[hole] = 0;
        _keys.Remove(id);
    }

    /// <summary>The numbers that are saved; what is kept by a key's number is saved for the same.</summary>
    public SlotRuns Used() => _keys.Used();

    public long StateBytes => _keys.StateBytes;

    public void Save(StateWriter state) => _keys.Save(state);

    public void Restore(StateReader state) => RestoreRuns(state);

    /// <summary>A key's number is then its place among those saved.</summary>
    /// <returns>The numbers that were saved.</returns>
    public SlotRuns RestoreRuns(StateReader state)
    {
        var saved = _keys.RestoreRuns(state);
        for (var id = 0; id < _keys.Slots; id++)
            if (IsUsed(id)) StateReader.Check(KeyEncoder.IsKey(_keys[id], types), "a key is not one of its columns");
        GrowTable();
        return saved;
    }

    private void FillOne(Span<int> rows)
    {
        var id = GetOrAdd([], out _);
        for (var row = 0; row < rows.Length; row++)
            if (rows[row] >= 0) rows[row] = id;
    }

    /// <summary>
    /// Looks up keys that have nothing to do with one another, some dozens at a time. With a million keys each lookup is a
    /// chain of three cache misses, and each pass over the block asks for what the next one reads: a third of the time.
    /// </summary>
    private void FillBlocks(Batch batch, Span<int> rows)
    {
        const int block = 64;
        Span<uint> hashes = stackalloc uint[block];
        Span<int> ends = stackalloc int[block + 1];
        for (var from = 0; from < rows.Length; from += block)
        {
            var asked = rows.Slice(from, Math.Min(block, rows.Length - from));
            EncodeBlock(batch, from, asked, ends);
            for (var i = 0; i < asked.Length; i++)
            {
                hashes[i] = KeyStore.Hash(_scratch.AsSpan(ends[i], ends[i + 1] - ends[i]));
                Prefetching.Item(_table, (int)hashes[i] & (_table.Length - 1));
            }

            for (var i = 0; i < asked.Length; i++) _keys.PrefetchEntry(_table[(int)hashes[i] & (_table.Length - 1)] - 1);
            for (var i = 0; i < asked.Length; i++) _keys.PrefetchBytes(_table[(int)hashes[i] & (_table.Length - 1)] - 1);
            for (var i = 0; i < asked.Length; i++)
                if (asked[i] >= 0) asked[i] = GetOrAdd(_scratch.AsSpan(ends[i], ends[i + 1] - ends[i]), hashes[i], out _);
        }
    }

    /// <summary>Writes the keys of rows that are asked for one behind another.</summary>
    private void EncodeBlock(Batch batch, int from, ReadOnlySpan<int> asked, Span<int> ends)
    {
        ends[0] = 0;
        for (var i = 0; i < columns.Count; i++) _row[i] = batch[columns[i]];
        for (var i = 0; i < asked.Length; i++)
        {
            var at = ends[i];
            if (asked[i] >= 0)
            {
                var most = at;
                foreach (var column in _row) most = checked(most + KeyEncoder.MaxLength(column, from + i));
                if (most > _scratch.Length) Array.Resize(ref _scratch, Math.Max(most, 2 * _scratch.Length));
                foreach (var column in _row) at += KeyEncoder.Write(column, from + i, _scratch.AsSpan(at));
            }

            ends[i + 1] = at;
        }
    }

    private void FillInts(Batch batch, FixedColumn<long> column, Span<int> rows)
    {
        var values = column.Values;
        for (var row = 0; row < rows.Length;)
        {
            if (rows[row] < 0)
            {
                row++;
                continue;
            }

            var id = GetOrAdd(batch, row);
            var end = column.HasNulls ? row + 1 : EndOfRun(values, row);
            FillRun(rows[row..end], id);
            row = end;
        }
    }

    private static int EndOfRun(ReadOnlySpan<long> values, int row)
    {
        if (row + 1 == values.Length || values[row + 1] != values[row]) return row + 1;
        var length = values[row..].IndexOfAnyExcept(values[row]);
        return length < 0 ? values.Length : row + length;
    }

    private static void FillRun(Span<int> rows, int id)
    {
        if (!rows.Contains(-1)) rows.Fill(id);
        else
            for (var row = 0; row < rows.Length; row++)
                if (rows[row] >= 0) rows[row] = id;
    }

    private void FillCodes(Batch batch, TextColumn column, Span<int> rows)
    {
        var codes = column.Codes!;
        var validity = column.Validity;
        var known = Buffers.Rent<int>(column.Entries);
        known.AsSpan(0, column.Entries).Fill(-1);
        for (var row = 0; row < rows.Length; row++)
        {
            if (rows[row] < 0) continue;
            if (!Bits.IsValid(validity, row)) rows[row] = GetOrAdd(batch, row);
            else if (known[codes[row]] is >= 0 and var id) rows[row] = id;
            else rows[row] = known[codes[row]] = GetOrAdd(batch, row);
        }

        Buffers.Return(known);
    }

    private ReadOnlySpan<byte> Encode(Batch batch, int row)
    {
        if (_row.Length == 1 && batch[columns[0]] is FixedColumn<long> ints && !ints.IsNull(row))
        {
            _scratch[0] = 1;
            BinaryPrimitives.WriteUInt64BigEndian(_scratch.AsSpan(1), (ulong)ints.Values[row] ^ (1UL << 63));
            return _scratch.AsSpan(0, 9);
        }

        var most = 0;
        for (var i = 0; i < _row.Length; i++) most = checked(most + KeyEncoder.MaxLength(_row[i] = batch[columns[i]], row));
        if (most > _scratch.Length) _scratch = new byte[Math.Max(most, 2 * _scratch.Length)];
        var length = 0;
        foreach (var column in _row) length += KeyEncoder.Write(column, row, _scratch.AsSpan(length));
        return _scratch.AsSpan(0, length);
    }

    /// <summary>The key's number; or -1 and the slot of the table where it would stand.</summary>
    private int Locate(ReadOnlySpan<byte> key, uint hash, out int slot)
    {
        var mask = _table.Length - 1;
        for (slot = (int)hash & mask; _table[slot] != 0; slot = (slot + 1) & mask)
        {
            var id = _table[slot] - 1;
            if (_keys.HashOf(id) == hash && _keys[id].SequenceEqual(key)) return id;
        }

        return -1;
    }

    private void GrowTable()
    {
        var length = 16;
        while (length < 2 * _keys.Count + 2) length *= 2;
        _table = new int[length];
        for (var id = 0; id < _keys.Slots; id++)
        {
            if (!_keys.IsUsed(id)) continue;
            var slot = (int)_keys.HashOf(id) & (length - 1);
            while (_table[slot] != 0) slot = (slot + 1) & (length - 1);
            _table[slot] = id + 1;
        }
    }
}
