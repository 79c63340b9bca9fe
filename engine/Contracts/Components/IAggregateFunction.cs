namespace StreamGuard.Contracts;

/// <summary>What an expression can call that is more than a value of one row. Stateless.</summary>
public interface ICallable
{
    /// <summary>As called in an expression, snake_case.</summary>
    string Name { get; }

    /// <summary>Arguments as printed in the docs: <c>percentile(value, share)</c>.</summary>
    string Signature { get; }

    /// <summary>One or two sentences: what it gives, its unit, when it is null, the source of its formula.</summary>
    string Summary { get; }

    /// <summary>How many of the last arguments must be constants.</summary>
    int Constants => 0;

    /// <summary>Its answer may depend on the order of arrival (shown by explain).</summary>
    bool DependsOnArrival => false;

    /// <summary>Reads a row beside the one before it, so that what was seen apart cannot be brought together: two sessions that a late row joins.</summary>
    bool NeedsOrder => false;

    /// <summary>Reads the event time of rows, so the stream must have one.</summary>
    bool NeedsEventTime => false;

    /// <summary>The result's type for arguments of these types.</summary>
    /// <returns>Null when they do not fit; then <paramref name="problem"/> says what would.</returns>
    ColumnType? Resolve(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants, out string? problem);

    /// <summary>Bytes of state a cell needs; null when it grows with the rows.</summary>
    int? BytesPerCell { get; }
}

/// <summary>An aggregate function: mean, count, percentile … Its accumulators hold the state.</summary>
public interface IAggregateFunction : ICallable
{
    Accumulator Create(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants);
}

/// <summary>The rows given to an accumulator: one column an argument, and the event times where there are any.</summary>
public readonly ref struct AggregateInput(ReadOnlySpan<Column> arguments, ReadOnlySpan<long> eventTimes, int rows)
{
    public ReadOnlySpan<Column> Arguments { get; } = arguments;

    /// <summary>Microseconds UTC, one a row; empty when the stream has no event time.</summary>
    public ReadOnlySpan<long> EventTimes { get; } = eventTimes;

    public int Rows { get; } = rows;
}

/// <summary>
/// The states of one aggregate call for many cells (a cell is one group: a window, key and pivot value), kept in
/// slabs of structs that are indexed by the cell's number.
/// </summary>
public abstract class Accumulator
{
    /// <summary>
    /// Reads its results from the state of <paramref name="fed"/> from now on, an accumulator over the same
    /// arguments; only that one is then fed, merged, cleared and saved. False when it cannot.
    /// </summary>
    public virtual bool TryShare(Accumulator fed) => false;

    /// <summary>Makes room for cells 0 to <paramref name="cells"/> - 1; new ones are empty.</summary>
    public abstract void EnsureCapacity(int cells);

    /// <summary>Adds row i to cell <c>cells[i]</c>, which is -1 for a row to leave out.</summary>
    public abstract void Add(ReadOnlySpan<int> cells, in AggregateInput input);

    /// <summary>Adds one row to a cell. Slow unless overridden: the row is copied out of its columns.</summary>
    public virtual void AddRow(int cell, in AggregateInput input, int row)
    {
        var arguments = new Column[input.Arguments.Length];
        for (var i = 0; i < arguments.Length; i++) arguments[i] = input.Arguments[i].Gather([row]);
        Add([cell], new AggregateInput(arguments, input.EventTimes.IsEmpty ? [] : input.EventTimes.Slice(row, 1), 1));
        foreach (var argument in arguments) argument.Release();
    }

    /// <summary>
    /// Row by row, adds row i to cell <c>cells[i]</c>, none of them -1, and appends the cell's result: that before the row was
    /// added, or with <paramref name="seesSelf"/> that after.
    /// </summary>
    public virtual void Run(ReadOnlySpan<int> cells, in AggregateInput input, bool seesSelf, ColumnBuilder output)
    {
        for (var row = 0; row < cells.Length; row++)
        {
            if (!seesSelf) Emit(cells[row], output);
            AddRow(cells[row], input, row);
            if (seesSelf) Emit(cells[row], output);
        }
    }

    /// <summary>Adds all that <paramref name="from"/> has seen to <paramref name="into"/>, as rows that came before those seen there; the former is cleared by its owner.</summary>
    public abstract void Merge(int into, int from);

    /// <summary>
    /// <see cref="Merge"/> leaves <c>from</c> as it was, so that it may be merged into several cells; otherwise it may have
    /// given what it owned away.
    /// </summary>
    public virtual bool KeepsMerged => false;

    /// <summary>Appends the cell's result.</summary>
    public abstract void Emit(int cell, ColumnBuilder output);

    /// <summary>Appends the results of cells, in order.</summary>
    public virtual void EmitAll(ReadOnlySpan<int> cells, ColumnBuilder output)
    {
        foreach (var cell in cells) Emit(cell, output);
    }

    /// <summary>Bytes held beside <see cref="BytesPerCell"/> for each cell, about.</summary>
    public virtual long HeldBytes => 0;

    /// <summary>How many results so far were null because they did not fit in their type.</summary>
    public virtual long Overflows => 0;

    /// <summary>Empties the cell for another use.</summary>
    public abstract void Clear(int cell);

    /// <summary>
    /// Names what <see cref="Save"/> writes, to be compared before it is read back: another layout has another name.
    /// </summary>
    public abstract string Layout { get; }

    /// <summary>Bytes in which a cell is saved, at least.</summary>
    public abstract int BytesPerCell { get; }

    /// <summary>Writes the states of so many cells from <paramref name="first"/> on, used or not.</summary>
    public abstract void Save(int first, int count, StateWriter state);

    /// <summary>Reads so many cells back; they are empty before.</summary>
    public abstract void Restore(int first, int count, StateReader state);

    /// <summary>Reads past so many cells.</summary>
    public abstract void Skip(int count, StateReader state);
}
