using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates.Prior;

/// <summary>
/// The last row of every cell, and the aggregates whose arguments are computed of a row and the one before it. Several calls
/// that ask the same of the row before feed from one of these.
/// </summary>
/// <param name="types">Of the columns given.</param>
/// <param name="calls">What is asked of the row before.</param>
/// <param name="schema">The columns given, then a column for each call.</param>
internal sealed class PriorRows(IReadOnlyList<ColumnType> types, IReadOnlyList<PriorCall> calls, Schema schema)
{
    private readonly PriorValues[] _values = [.. calls.Select(call => PriorValues.Of(types[call.Argument]))];
    private readonly ColumnBuilder[] _builders = [.. schema.Fields.Skip(types.Count).Select(field => ColumnBuilder.For(field.Type))];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<Expression> _arguments = [];
    private readonly List<(Accumulator Accumulator, int[] Arguments)> _fed = [];
    private Column[] _given = [];

    public string Name { get; } = $"{string.Join(", ", calls)} of {schema}";

    public string Layout => $"{string.Join(", ", calls.Select(call => $"{call.Kind} {types[call.Argument]}"))}: {string.Join(" ", _fed.Select(fed => $"{fed.Accumulator.Layout} of {string.Join(", ", fed.Arguments.Select(place => _arguments[place].Text))};"))}";

    public int BytesPerCell => _values.Sum(each => each.BytesPerCell) + _fed.Sum(fed => fed.Accumulator.BytesPerCell);

    public long HeldBytes => _fed.Sum(fed => fed.Accumulator.HeldBytes);

    /// <summary>Feeds an accumulator too, or lets it read what another is fed.</summary>
    public void Feed(Accumulator accumulator, IReadOnlyList<Expression> arguments)
    {
        var places = arguments.Select(PlaceOf).ToArray();
        if (!_fed.Exists(fed => fed.Arguments.SequenceEqual(places) && accumulator.TryShare(fed.Accumulator))) _fed.Add((accumulator, places));
    }

    public void EnsureCapacity(int cells)
    {
        foreach (var values in _values) values.EnsureCapacity(cells);
        foreach (var (accumulator, _) in _fed) accumulator.EnsureCapacity(cells);
    }

    public void Add(ReadOnlySpan<int> cells, in AggregateInput input)
    {
        var batch = Beside(cells, input.Arguments);
        var columns = new Column[_arguments.Count];
        for (var i = 0; i < columns.Length; i++) columns[i] = _arguments[i].Evaluate(batch);
        if (_given.Length == 0) _given = new Column[_fed.Max(each => each.Arguments.Length)];
        foreach (var (accumulator, places) in _fed)
        {
            for (var i = 0; i < places.Length; i++) _given[i] = columns[places[i]];
            accumulator.Add(cells, new AggregateInput(_given.AsSpan(0, places.Length), input.EventTimes, cells.Length));
        }

        foreach (var column in columns) column.Release();
        batch.Release();
    }

    public void Clear(int cell)
    {
        foreach (var values in _values) values.Clear(cell);
        foreach (var (accumulator, _) in _fed) accumulator.Clear(cell);
    }

    /// <summary>Cell after cell, so that they can be read back in other runs.</summary>
    public void Save(int first, int count, StateWriter state)
    {
        for (var cell = first; cell < first + count; cell++)
        {
            foreach (var values in _values) values.Save(cell, 1, state);
            foreach (var (accumulator, _) in _fed) accumulator.Save(cell, 1, state);
        }
    }

    public void Restore(int first, int count, StateReader state)
    {
        for (var cell = first; cell < first + count; cell++)
        {
            foreach (var values in _values) values.Restore(cell, 1, state);
            foreach (var (accumulator, _) in _fed) accumulator.Restore(cell, 1, state);
        }
    }

    public void Skip(int count, StateReader state)
    {
        for (; count > 0; count--)
        {
            foreach (var values in _values) values.Skip(1, state);
            foreach (var (accumulator, _) in _fed) accumulator.Skip(1, state);
        }
    }

    /// <summary>The rows with what is asked of the row before each, held by the caller.</summary>
    private Batch Beside(ReadOnlySpan<int> cells, ReadOnlySpan<Column> given)
    {
        var columns = new Column[schema.Count];
        for (var i = 0; i < given.Length; i++) (columns[i] = given[i]).Retain();
        for (var i = 0; i < calls.Count; i++)
        {
            var column = given[calls[i].Argument];
            if (calls[i].Kind == PriorKind.Previous) _values[i].Exchange(cells, column, _builders[i]);
            else ((PriorNumbers)_values[i]).Elapse(cells, (FixedColumn<long>)column, (FixedBuilder<double>)_builders[i]);
            columns[given.Length + i] = _builders[i].Build();
        }

        return new Batch(schema, columns, cells.Length);
    }

    private int PlaceOf(Expression argument)
    {
        if (_places.TryGetValue(argument.Text, out var place)) return place;
        _places.Add(argument.Text, _arguments.Count);
        _arguments.Add(argument);
        return _arguments.Count - 1;
    }
}
