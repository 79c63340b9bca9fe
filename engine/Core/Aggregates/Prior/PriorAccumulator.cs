using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates.Prior;

/// <summary>An aggregate that is given what a row and the one before it come to: <c>mean(elapsed(timestamp))</c>.</summary>
internal sealed class PriorAccumulator : Accumulator
{
    private readonly Accumulator _result;
    private readonly IReadOnlyList<Expression> _arguments;
    private PriorRows _rows;

    /// <param name="rows">Of this accumulator alone, until it shares another one's.</param>
    /// <param name="arguments">Of the function, over the columns that <paramref name="rows"/> makes.</param>
    /// <param name="result">The function's.</param>
    public PriorAccumulator(PriorRows rows, IReadOnlyList<Expression> arguments, Accumulator result)
    {
        (_rows, _arguments, _result) = (rows, arguments, result);
        rows.Feed(result, arguments);
    }

    public override long Overflows => _result.Overflows;

    public override string Layout => _rows.Layout;

    public override int BytesPerCell => _rows.BytesPerCell;

    public override long HeldBytes => _rows.HeldBytes;

    public override bool TryShare(Accumulator fed)
    {
        if (fed is not PriorAccumulator same || same._rows.Name != _rows.Name) return false;
        _rows = same._rows;
        _rows.Feed(_result, _arguments);
        return true;
    }

    public override void EnsureCapacity(int cells) => _rows.EnsureCapacity(cells);

    public override void Add(ReadOnlySpan<int> cells, in AggregateInput input) => _rows.Add(cells, input);

    public override void Merge(int into, int from) => throw new NotSupportedException("rows that were seen apart have no order among them");

    public override void Emit(int cell, ColumnBuilder output) => _result.Emit(cell, output);

    public override void Clear(int cell) => _rows.Clear(cell);

    public override void Save(int first, int count, StateWriter state) => _rows.Save(first, count, state);

    public override void Restore(int first, int count, StateReader state) => _rows.Restore(first, count, state);

    public override void Skip(int count, StateReader state) => _rows.Skip(count, state);
}
