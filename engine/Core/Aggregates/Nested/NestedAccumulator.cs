using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates.Nested;

/// <summary>
/// An aggregate over aggregates: <c>stddev(count() by hour(timestamp))</c>. The rows of a cell are kept by groups; when
/// asked, the outer function is given a row of each group.
/// </summary>
/// <param name="groups">The rows by groups.</param>
/// <param name="schema">Of the rows of groups: a column for each inner aggregate.</param>
/// <param name="arguments">Of the outer function, over that schema.</param>
/// <param name="outer">Empty, and of this accumulator alone.</param>
internal sealed class NestedAccumulator(GroupedCells groups, Schema schema, IReadOnlyList<Expression> arguments, Accumulator outer) : Accumulator
{
    private const int MostCells = 1024;
    private const int MostRows = 16 * 1024;

    // Below so many groups, going through them costs less than what keeping account of equal ones does.
    private const int FewGroups = 32;

    private readonly ColumnBuilder[] _builders = [.. schema.Fields.Select(field => ColumnBuilder.For(field.Type))];
    private readonly Column[] _given = new Column[arguments.Count];
    private int[] _cells = [];
    private GroupedCells _groups = groups;

    /// <summary>The rows by groups.</summary>
    public GroupedCells Groups => _groups;

    public override long Overflows => outer.Overflows;

    public override string Layout => _groups.Layout;

    public override int BytesPerCell => sizeof(int);

    public override long HeldBytes => _groups.Bytes;

    public override bool TryShare(Accumulator fed)
    {
        if (fed is not NestedAccumulator same || same._groups.Name != _groups.Name) return false;
        _groups = same._groups;
        return true;
    }

    public override void EnsureCapacity(int cells) => _groups.EnsureCapacity(cells);

    public override void Add(ReadOnlySpan<int> cells, in AggregateInput input) => _groups.Add(cells, input);

    public override void Merge(int into, int from) => _groups.Merge(into, from);

    public override void Clear(int cell) => _groups.Clear(cell);

    public override void Emit(int cell, ColumnBuilder output)
    {
        if (_groups.IsCounting && outer is IMergesCopies && _groups.CountOf(cell) > FewGroups) EmitByCount(_groups.LadderOf(cell), output);
        else EmitAll([cell], output);
    }

    public override void EmitAll(ReadOnlySpan<int> cells, ColumnBuilder output)
    {
        while (!cells.IsEmpty)
        {
            var (taken, rows) = (0, 0);
            do
            {
                Reserve(rows + _groups.CountOf(cells[taken]));
                var count = _groups.AppendTo(cells[taken], _builders);
                _cells.AsSpan(rows, count).Fill(taken);
                (taken, rows) = (taken + 1, rows + count);
            }
            while (taken < cells.Length && taken < MostCells && rows < MostRows);

            outer.EnsureCapacity(taken);
            Feed(rows);
            for (var cell = 0; cell < taken; cell++) EmitOuter(cell, output);
            cells = cells[taken..];
        }
    }

    public override void Save(int first, int count, StateWriter state) => _groups.Save(first, count, state);

    public override void Restore(int first, int count, StateReader state) => _groups.Restore(first, count, state);

    public override void Skip(int count, StateReader state) => _groups.Skip(count, state);

    /// <summary>A row for each different count, added as often as groups have it: by doubling, so that many cost little more than one.</summary>
    private void EmitByCount(Ladder ladder, ColumnBuilder output)
    {
        var rows = ladder.Counts.Length;
        Reserve(rows);
        foreach (var builder in _builders)
            foreach (var count in ladder.Counts) ((FixedBuilder<long>)builder).Append(count);
        for (var row = 0; row < rows; row++) _cells[row] = row + 2;
        outer.EnsureCapacity(rows + 2);
        Feed(rows);
        const int result = 0, copy = 1;
        for (var row = 0; row < rows; row++)
        {
            for (var times = ladder.Groups[row]; ; )
            {
                if ((times & 1) != 0) outer.Merge(result, row + 2);
                if ((times >>= 1) == 0) break;
                outer.Merge(copy, row + 2);
                outer.Merge(row + 2, copy);
                outer.Clear(copy);
            }

            outer.Clear(row + 2);
        }

        EmitOuter(result, output);
    }

    /// <summary>Gives the outer function the rows appended, each for its cell.</summary>
    private void Feed(int rows)
    {
        var columns = new Column[_builders.Length];
        for (var i = 0; i < columns.Length; i++) columns[i] = _builders[i].Build();
        var batch = new Batch(schema, columns, rows);
        for (var i = 0; i < _given.Length; i++) _given[i] = arguments[i].Evaluate(batch);
        outer.Add(_cells.AsSpan(0, rows), new AggregateInput(_given, [], rows));
        foreach (var column in _given) column.Release();
        batch.Release();
    }

    private void EmitOuter(int cell, ColumnBuilder output)
    {
        outer.Emit(cell, output);
        outer.Clear(cell);
    }

    private void Reserve(int rows)
    {
        if (_cells.Length < rows) Array.Resize(ref _cells, Math.Max(rows, 2 * _cells.Length));
    }
}
