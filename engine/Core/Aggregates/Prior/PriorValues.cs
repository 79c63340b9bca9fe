using System.Runtime.CompilerServices;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates.Prior;

/// <summary>The value of one column in the last row of every cell; null before the first row, as of a row where it is null.</summary>
internal abstract class PriorValues
{
    public static PriorValues Of(ColumnType type) => type.IsText ? new PriorTexts() : new PriorNumbers();

    public abstract int BytesPerCell { get; }

    public abstract void EnsureCapacity(int cells);

    /// <summary>For each row that has a cell appends the value of the row before it; null for the others. The row's own takes its place.</summary>
    public abstract void Exchange(ReadOnlySpan<int> cells, Column column, ColumnBuilder output);

    public abstract void Clear(int cell);

    public abstract void Save(int first, int count, StateWriter state);

    public abstract void Restore(int first, int count, StateReader state);

    public abstract void Skip(int count, StateReader state);
}

/// <summary>Of a type of fixed size.</summary>
internal sealed class PriorNumbers : PriorValues
{
    private Prior[] _cells = [];

    public override int BytesPerCell => Unsafe.SizeOf<Prior>();

    public override void EnsureCapacity(int cells)
    {
        if (cells > _cells.Length) Array.Resize(ref _cells, Math.Max(cells, 2 * _cells.Length));
    }

    public override void Exchange(ReadOnlySpan<int> cells, Column column, ColumnBuilder output)
    {
        for (var row = 0; row < cells.Length; row++)
        {
            if (cells[row] < 0)
            {
                output.AppendNull();
                continue;
            }

            ref var prior = ref _cells[cells[row]];
            if (prior.IsKnown) FixedValue.Append(output, prior.Bits);
            else output.AppendNull();
            prior = column.IsNull(row) ? default : new Prior(FixedValue.Of(column, row), true);
        }
    }

    /// <summary>The same for times: seconds between one row's and the next one's.</summary>
    public void Elapse(ReadOnlySpan<int> cells, FixedColumn<long> times, FixedBuilder<double> output)
    {
        var priors = _cells;
        var values = times.Values;
        for (var row = 0; row < cells.Length; row++)
        {
            var cell = cells[row];
            if ((uint)cell >= (uint)priors.Length)
            {
                output.AppendNull();
                continue;
            }

            ref var prior = ref priors[cell];
            var isKnown = !times.IsNull(row);
            if (isKnown && prior.IsKnown) output.Append((values[row] - prior.Bits) / 1e6);
            else output.AppendNull();
            prior = new Prior(values[row], isKnown);
        }
    }

    public override void Clear(int cell) => _cells[cell] = default;

    public override void Save(int first, int count, StateWriter state) => state.WriteItems<Prior>(_cells.AsSpan(first, count));

    public override void Restore(int first, int count, StateReader state) => state.ReadItems(_cells.AsSpan(first, count));

    public override void Skip(int count, StateReader state) => state.SkipItems<Prior>(count);

    private readonly record struct Prior(long Bits, bool IsKnown);
}

/// <summary>Of text.</summary>
internal sealed class PriorTexts : PriorValues
{
    private byte[]?[] _cells = [];

    public override int BytesPerCell => sizeof(bool);

    public override void EnsureCapacity(int cells)
    {
        if (cells > _cells.Length) Array.Resize(ref _cells, Math.Max(cells, 2 * _cells.Length));
    }

    public override void Exchange(ReadOnlySpan<int> cells, Column column, ColumnBuilder output)
    {
        var (texts, builder) = ((TextColumn)column, (TextBuilder)output);
        for (var row = 0; row < cells.Length; row++)
        {
            if (cells[row] >= 0 && _cells[cells[row]] is { } prior) builder.Append(prior);
            else builder.AppendNull();
            if (cells[row] >= 0) Keep(ref _cells[cells[row]], texts, row);
        }
    }

    public override void Clear(int cell) => _cells[cell] = null;

    public override void Save(int first, int count, StateWriter state)
    {
        var gathered = state.Gather();
        foreach (var text in _cells.AsSpan(first, count))
        {
            gathered.Write(text is not null);
            if (text is not null) gathered.WriteBytes(text);
        }

        gathered.Dispose();
    }

    public override void Restore(int first, int count, StateReader state)
    {
        foreach (ref var text in _cells.AsSpan(first, count)) text = state.ReadBool() ? state.ReadBytes().ToArray() : null;
    }

    public override void Skip(int count, StateReader state)
    {
        for (; count > 0; count--)
            if (state.ReadBool()) state.ReadBytes();
    }

    private static void Keep(ref byte[]? kept, TextColumn texts, int row)
    {
        if (texts.IsNull(row)) kept = null;
        else if (kept is null || !texts[row].SequenceEqual(kept)) kept = texts[row].ToArray();
    }
}
