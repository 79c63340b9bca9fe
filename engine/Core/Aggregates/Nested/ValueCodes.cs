using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Aggregates.Nested;

/// <summary>
/// Gives the values of some columns a small number each, a null being a value too, and forgets a value when no cell has it
/// any more.
/// </summary>
internal sealed class ValueCodes(IReadOnlyList<ColumnType> types)
{
    private readonly Schema _schema = new(types.Select((type, i) => new Field($"{i}", type)));
    private readonly KeyIndex _values = new(types, [.. Enumerable.Range(0, types.Count)]);
    private byte[] _scratch = new byte[64];
    private int _nullCode = -1;
    private int[] _uses = [];
    private int[] _codes = [];

    public long HeldBytes => _values.StateBytes * 2 + (_uses.Length * (long)sizeof(int));

    /// <summary>The number of each row's value, those of rows whose cell is -1 left out; valid until the next call.</summary>
    public ReadOnlySpan<int> Of(ReadOnlySpan<int> cells, ReadOnlySpan<Column> columns)
    {
        if (_codes.Length < cells.Length) _codes = new int[Math.Max(cells.Length, 2 * _codes.Length)];
        var codes = _codes.AsSpan(0, cells.Length);
        cells.CopyTo(codes);
        var held = new Column[types.Count];
        for (var i = 0; i < held.Length; i++) (held[i] = columns[i]).Retain();
        var batch = new Batch(_schema, held, cells.Length);
        _values.GetOrAdd(batch, codes);
        batch.Release();
        if (types.Count == 1 && columns[0].HasNulls) NoteNull(codes, columns[0]);
        if (_values.Slots > _uses.Length) Array.Resize(ref _uses, Math.Max(_values.Slots, 2 * _uses.Length));
        return codes;
    }

    /// <summary>The number of one row's value, of a single column.</summary>
    public int Of(Column column, int row)
    {
        var most = KeyEncoder.MaxLength(column, row);
        if (most > _scratch.Length) _scratch = new byte[2 * most];
        return CodeOf(_scratch.AsSpan(0, KeyEncoder.Write(column, row, _scratch)));
    }

    /// <summary>A further cell has the value.</summary>
    public void Use(int code) => _uses[code]++;

    /// <summary>A cell has it no longer.</summary>
    public void Drop(int code)
    {
        if (--_uses[code] > 0) return;
        _values.Remove(code);
        if (code == _nullCode) _nullCode = -1;
    }

    /// <summary>The number of null, of a single column; -1 when no cell has it.</summary>
    public int NullCode => _nullCode;

    /// <summary>The value's bytes, for <see cref="Restore"/>.</summary>
    public ReadOnlySpan<byte> Bytes(int code) => _values.Key(code);

    /// <summary>The code of a value that was saved.</summary>
    public int Restore(ReadOnlySpan<byte> value)
    {
        StateReader.Check(KeyEncoder.IsKey(value, types), "a value of a nested group is not of its columns");
        return CodeOf(value);
    }

    private int CodeOf(ReadOnlySpan<byte> value)
    {
        var code = _values.GetOrAdd(value, out _);
        if (value[0] == 0 && types.Count == 1) _nullCode = code;
        if (_values.Slots > _uses.Length) Array.Resize(ref _uses, Math.Max(_values.Slots, 2 * _uses.Length));
        return code;
    }

    private void NoteNull(ReadOnlySpan<int> codes, Column column)
    {
        for (var row = 0; row < codes.Length; row++)
        {
            if (codes[row] < 0 || !column.IsNull(row)) continue;
            _nullCode = codes[row];
            return;
        }
    }
}
