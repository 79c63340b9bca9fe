using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Decoders.Json;

/// <summary>
/// Writes rows straight into the arrays behind a result's builders, in whatever order a record has its fields. A row
/// counts once it is completed; what an abandoned one has written is written over. Texts go through their builders,
/// at most once a row.
/// </summary>
internal sealed class RowWriter
{
    private readonly IReadOnlyList<ColumnSpec> _columns;
    private readonly TextBuilder?[] _texts;
    private readonly long[][] _longs;
    private readonly double[][] _floats;
    private readonly bool[][] _bools;
    private DecodeResult? _result;
    private long[] _positions = [];
    private int[] _lengths = [];

    public RowWriter(IReadOnlyList<ColumnSpec> columns)
    {
        _columns = columns;
        _texts = new TextBuilder?[columns.Count];
        _longs = [.. columns.Select(_ => Array.Empty<long>())];
        _floats = [.. columns.Select(_ => Array.Empty<double>())];
        _bools = [.. columns.Select(_ => Array.Empty<bool>())];
    }

    /// <summary>Rows that are complete; the row being written has this number.</summary>
    public int Row { get; private set; }

    /// <summary>Rows there is room for.</summary>
    public int Capacity { get; private set; }

    public void Begin(DecodeResult result, int expected)
    {
        _result = result;
        Row = result.Rows[0].Length;
        Reserve(Row + expected);
    }

    /// <summary>Twice as much room.</summary>
    public void Grow() => Reserve(Capacity * 2);

    public TextBuilder Text(int column) => _texts[column]!;

    public void Int(int column, long value) => At(_longs[column], Row) = value;

    public void Float(int column, double value) => At(_floats[column], Row) = value;

    public void Bool(int column, bool value) => At(_bools[column], Row) = value;

    /// <summary>Room for ints and times from the row being written on; the others the same.</summary>
    public Span<long> Longs(int column) => _longs[column].AsSpan(Row);

    public Span<double> Floats(int column) => _floats[column].AsSpan(Row);

    public Span<bool> Bools(int column) => _bools[column].AsSpan(Row);

    /// <summary>A null in the row being written, or so many rows behind it.</summary>
    public void Null(int column, int ahead = 0)
    {
        var builder = _result!.Rows[column];
        AdvanceTo(Row + ahead, column, builder);
        builder.AppendNull();
    }

    public void Complete(long position, int length)
    {
        At(_positions, Row) = position;
        At(_lengths, Row) = length;
        Row++;
    }

    /// <summary>Completes rows whose records start where it says, the last entry being behind the last record.</summary>
    public void Complete(long position, ReadOnlySpan<int> starts, int endLength)
    {
        var positions = _positions.AsSpan(Row, starts.Length - 1);
        var lengths = _lengths.AsSpan(Row, starts.Length - 1);
        for (var i = 0; i < positions.Length; i++)
        {
            positions[i] = position + starts[i];
            lengths[i] = starts[i + 1] - starts[i] - endLength;
        }

        Row += positions.Length;
    }

    /// <summary>Forgets what was written of the row, and of those behind it.</summary>
    public void Abandon() => _result!.Rows.Truncate(Row);

    /// <summary>Tells the builders of all rows, so that rows can be appended to them or a batch be built.</summary>
    public void Flush()
    {
        for (var column = 0; column < _columns.Count; column++) AdvanceTo(Row, column, _result!.Rows[column]);
        _result!.RowsAt(Row);
    }

    // Reserve has made room for Capacity rows in each array, and callers begin no row beyond.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref T At<T>(T[] array, int row) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(array), row);

    private void AdvanceTo(int row, int column, ColumnBuilder builder)
    {
        switch (_columns[column].Type.Kind)
        {
            case Kind.Float: ((FixedBuilder<double>)builder).Advance(row); break;
            case Kind.Bool: ((FixedBuilder<bool>)builder).Advance(row); break;
            case Kind.Int or Kind.Timestamp or Kind.Duration: ((FixedBuilder<long>)builder).Advance(row); break;
            default: break; // texts and lists know their rows themselves
        }
    }

    private void Reserve(int rows)
    {
        Flush();
        Capacity = rows;
        (_positions, _lengths) = _result!.Reserve(rows);
        for (var column = 0; column < _columns.Count; column++)
        {
            switch (_result.Rows[column])
            {
                case FixedBuilder<double> floats: floats.Reserve(rows); _floats[column] = floats.Room; break;
                case FixedBuilder<long> longs: longs.Reserve(rows); _longs[column] = longs.Room; break;
                case FixedBuilder<bool> bools: bools.Reserve(rows); _bools[column] = bools.Room; break;
                case TextBuilder text: text.Reserve(rows); _texts[column] = text; break;
                default: break;
            }
        }
    }
}
