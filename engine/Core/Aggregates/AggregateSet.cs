using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates.Nested;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Aggregates;

/// <summary>
/// The aggregate expressions of one component and the states of all their cells. Calls that are written twice, and
/// those that can read one state (mean and sum, min and max), are fed once; so is an argument that several calls read.
/// </summary>
internal sealed class AggregateSet
{
    private readonly IReadOnlyList<AggregateExpression> _expressions;
    private readonly Dictionary<string, int> _argumentIndex = new(StringComparer.Ordinal);
    private readonly List<Expression> _arguments = [];
    private readonly List<(Accumulator Accumulator, int[] Arguments)> _fed = [];
    private readonly CountAccumulator _rows = new();
    private readonly Accumulator[][] _calls;
    private readonly AggregateOutput[] _outputs;
    private readonly bool _countsRows;
    private Column[] _columns = [];
    private Column[] _given = [];

    /// <param name="expressions">In the order of the output's columns.</param>
    /// <param name="series">How many columns each expression has: the values of a pivot, or one.</param>
    /// <param name="knowsEmptyCells">A cell without rows gives null whatever the function, its count too.</param>
    public AggregateSet(IReadOnlyList<AggregateExpression> expressions, int series, bool knowsEmptyCells)
    {
        _expressions = expressions;
        _countsRows = knowsEmptyCells;
        if (knowsEmptyCells) _fed.Add((_rows, []));
        // Those that keep groups first: others can read what they keep.
        var calls = expressions.SelectMany(expression => expression.Calls).OrderBy(call => call.Function is NestedFunction ? 0 : 1)
            .Select(call => KeyValuePair.Create(call, AccumulatorOf(call))).ToDictionary<AggregateCall, Accumulator>(ReferenceEqualityComparer.Instance);
        _calls = [.. expressions.Select(expression => expression.Calls.Select(call => calls[call]).ToArray())];
        _outputs = [.. Enumerable.Range(0, series).SelectMany(_ => expressions.Select((expression, i) => new AggregateOutput(expression, _calls[i])))];
    }

    public void EnsureCapacity(int cells)
    {
        foreach (var (accumulator, _) in _fed) accumulator.EnsureCapacity(cells);
    }

    /// <summary>Bytes in which a cell is saved, at least.</summary>
    public int BytesPerCell => _fed.Sum(fed => fed.Accumulator.BytesPerCell);

    /// <summary>Bytes held beside those for each cell, about.</summary>
    public long HeldBytes => _fed.Sum(fed => fed.Accumulator.HeldBytes);

    /// <summary>How many results so far were null because they did not fit in their type.</summary>
    public long Overflows()
    {
        var overflows = 0L;
        foreach (var calls in _calls)
            foreach (var call in calls) overflows += call.Overflows;
        return overflows;
    }

    /// <summary>Evaluates the arguments over a batch, for <see cref="Add"/>; <see cref="End"/> lets go of them.</summary>
    public void Begin(Batch batch)
    {
        if (_columns.Length == 0) (_columns, _given) = (new Column[_arguments.Count], new Column[_fed.Max(each => each.Arguments.Length)]);
        for (var i = 0; i < _columns.Length; i++) _columns[i] = _arguments[i].Evaluate(batch);
    }

    /// <summary>Adds each row of the batch to its cell, -1 for a row to leave out.</summary>
    public void Add(ReadOnlySpan<int> cells, ReadOnlySpan<long> eventTimes)
    {
        var arguments = _given.AsSpan();
        foreach (var (accumulator, places) in _fed)
        {
            for (var i = 0; i < places.Length; i++) arguments[i] = _columns[places[i]];
            accumulator.Add(cells, new AggregateInput(arguments[..places.Length], eventTimes, cells.Length));
        }
    }

    public void End()
    {
        foreach (var column in _columns) column.Release();
    }

    /// <summary>Whether the cell has seen a row; only asked where empty cells are known.</summary>
    public bool HasRows(int cell) => _rows.HasRows(cell);

    /// <summary>One expression's column of a series, for cells in order; null for cells without rows where those are known.</summary>
    public Column Results(int series, int expression, ReadOnlySpan<int> cells) =>
        _outputs[series * _expressions.Count + expression].Build(cells, _countsRows ? _rows : null);

    public void Merge(int into, int from)
    {
        foreach (var (accumulator, _) in _fed) accumulator.Merge(into, from);
    }

    public void Clear(int cell)
    {
        foreach (var (accumulator, _) in _fed) accumulator.Clear(cell);
    }

    /// <summary>Writes the cells of groups of <paramref name="width"/> cells each.</summary>
    public void Save(SlotRuns groups, int width, StateWriter state)
    {
        foreach (var fed in _fed)
        {
            state.Write(NameOf(fed));
            foreach (var (first, count) in groups.Runs) fed.Accumulator.Save(first * width, count * width, state);
        }
    }

    /// <summary>Reads the cells of groups back.</summary>
    /// <param name="groups">For each group saved, in order, the one whose cells take over its states; -1 to leave it out.</param>
    /// <param name="width">Cells of a group.</param>
    /// <param name="state">What <see cref="Save"/> wrote.</param>
    public void Restore(ReadOnlySpan<int> groups, int width, StateReader state)
    {
        foreach (var fed in _fed)
        {
            var saved = state.ReadString();
            if (saved != NameOf(fed)) throw new InvalidDataException($"the saved state has the aggregate '{saved}' where the pipeline asks for '{NameOf(fed)}'");
            for (int from = 0, to; from < groups.Length; from = to)
            {
                to = SlotRuns.EndOfRun(groups, from);
                if (groups[from] < 0) fed.Accumulator.Skip((to - from) * width, state);
                else fed.Accumulator.Restore(groups[from] * width, (to - from) * width, state);
            }
        }
    }

    /// <summary>What is kept of which columns: a state of anything else must not be taken for it.</summary>
    private string NameOf((Accumulator Accumulator, int[] Arguments) fed) =>
        $"{fed.Accumulator.Layout} of {string.Join(", ", fed.Arguments.Select(place => _arguments[place].Text))}";

    private Accumulator AccumulatorOf(AggregateCall call)
    {
        var arguments = call.Arguments.Select(PlaceOf).ToArray();
        var accumulator = call.Function.Create([.. call.Arguments.Select(argument => argument.Type)], call.Constants);
        var isShared = _fed.Exists(fed => fed.Arguments.SequenceEqual(arguments) && accumulator.TryShare(fed.Accumulator));
        if (!isShared) _fed.Add((accumulator, arguments));
        return accumulator;
    }

    private int PlaceOf(Expression argument)
    {
        if (_argumentIndex.TryGetValue(argument.Text, out var place)) return place;
        _argumentIndex.Add(argument.Text, _arguments.Count);
        _arguments.Add(argument);
        return _arguments.Count - 1;
    }
}
