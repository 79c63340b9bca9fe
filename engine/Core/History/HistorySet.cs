using StreamGuard.Contracts;
using StreamGuard.Core.History.Recent;
using StreamGuard.Core.State;

namespace StreamGuard.Core.History;

/// <summary>
/// Calls that read the same columns of a row, and what they know of every key. Calls that are written twice, and those that
/// can read one state (mean and sum, seen and count_distinct), are run once; so is an argument that several calls read.
/// </summary>
internal sealed class HistorySet(Sees sees, bool isOrdered)
{
    private readonly Dictionary<string, int> _argumentIndex = new(StringComparer.Ordinal);
    private readonly List<Expression> _arguments = [];
    private readonly List<Fed> _fed = [];
    private readonly Dictionary<string, int> _placeOfCall = new(StringComparer.Ordinal);
    private readonly List<ColumnBuilder?> _outputs = [];
    private readonly RecentSet _recent = new();
    private readonly List<int> _placesOfRecent = [];
    private long _watermark = long.MinValue;
    private Column[] _columns = [];
    private Column[] _given = [];
    private ColumnBuilder[] _taking = [];

    /// <summary>Columns that <see cref="Run"/> makes.</summary>
    public int Outputs => _outputs.Count;

    /// <summary>Adds a call unless the same is there.</summary>
    /// <returns>Its place among the columns of <see cref="Run"/>.</returns>
    public int Add(HistoryCall call)
    {
        var name = $"{call.Function.Name}({string.Join(", ", call.Arguments.Select(argument => argument.Text))}; {string.Join(", ", call.Constants)}; {call.Span})";
        if (_placeOfCall.TryGetValue(name, out var known)) return known;

        if (call.Span is not null)
        {
            _recent.Add(call);
            _outputs.Add(null);
            _placesOfRecent.Add(_outputs.Count - 1);
            _placeOfCall.Add(name, _outputs.Count - 1);
            return _outputs.Count - 1;
        }

        var arguments = call.Arguments.Select(PlaceOf).ToArray();
        var history = HistoryFunctions.Create(call, sees);
        _outputs.Add(ColumnBuilder.For(call.Result));
        _placeOfCall.Add(name, _outputs.Count - 1);
        var joined = _fed.Find(fed => fed.Span == call.Span && fed.Arguments.SequenceEqual(arguments) && fed.History.Join(history) == fed.Outputs.Count);
        if (joined is not null) joined.Outputs.Add(_outputs.Count - 1);
        else _fed.Add(new Fed(history, arguments, call.Span, [_outputs.Count - 1]));
        return _outputs.Count - 1;
    }

    public void EnsureCapacity(int cells)
    {
        foreach (var fed in _fed) fed.History.EnsureCapacity(cells);
    }

    /// <summary>Runs the rows of a batch through all calls.</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="cells">Of each row.</param>
    /// <param name="times">Event times; empty where there are none.</param>
    /// <param name="answers">Takes a column a call, held by the caller.</param>
    public void Run(Batch batch, ReadOnlySpan<int> cells, ReadOnlySpan<long> times, Span<Column> answers)
    {
        if (_taking.Length == 0 && _fed.Count > 0) Reserve();
        for (var i = 0; i < _arguments.Count; i++) _columns[i] = _arguments[i].Evaluate(batch);
        foreach (var fed in _fed)
        {
            for (var i = 0; i < fed.Arguments.Length; i++) _given[i] = _columns[fed.Arguments[i]];
            for (var i = 0; i < fed.Outputs.Count; i++) _taking[i] = _outputs[fed.Outputs[i]]!;
            fed.History.Run(cells, new AggregateInput(_given.AsSpan(0, fed.Arguments.Length), times, cells.Length), _taking.AsSpan(0, fed.Outputs.Count));
        }

        for (var i = 0; i < _outputs.Count; i++)
            if (_outputs[i] is { } output) answers[i] = output.Build();
        if (_recent.Count > 0) RunRecent(batch, cells, times, answers);
        for (var i = 0; i < _arguments.Count; i++) _columns[i].Release();
    }

    public void Clear(int cell)
    {
        foreach (var fed in _fed) fed.History.Clear(cell);
        _recent.Clear(cell);
    }

    /// <summary>Lets go of rows that no row to come can reach: in order of arrival none before the watermark is waited for.</summary>
    public void OnWatermark(long watermark)
    {
        _watermark = watermark;
        _recent.Expire(watermark);
    }

    /// <summary>How many answers so far were null because they did not fit in their type.</summary>
    public long Overflows => _fed.Sum(fed => fed.History.Overflows) + _recent.Overflows;

    public long StateBytes(int cells) => _fed.Sum(fed => fed.History.StateBytes(cells)) + _recent.StateBytes;

    public void Save(SlotRuns cells, StateWriter state)
    {
        foreach (var fed in _fed)
        {
            state.Write(NameOf(fed));
            fed.History.Save(cells, state);
        }

        if (_recent.Count > 0) _recent.Save(cells, state);
    }

    /// <summary>Reads what <see cref="Save"/> wrote: see <see cref="KeyHistory.Restore"/>.</summary>
    public void Restore(ReadOnlySpan<int> cells, StateReader state)
    {
        foreach (var fed in _fed)
        {
            var saved = state.ReadString();
            if (saved != NameOf(fed)) throw new InvalidDataException($"the saved state has '{saved}' where the pipeline asks for '{NameOf(fed)}'");
            fed.History.Restore(cells, state);
        }

        if (_recent.Count > 0) _recent.Restore(cells, state);
    }

    private void RunRecent(Batch batch, ReadOnlySpan<int> cells, ReadOnlySpan<long> times, Span<Column> answers)
    {
        // Only spans counted in rows are asked for where there are no times.
        var found = _recent.Run(batch, cells, times.IsEmpty ? new long[cells.Length] : times, sees, new RowsToCome(isOrdered, _watermark));
        for (var i = 0; i < found.Length; i++) answers[_placesOfRecent[i]] = found[i];
    }

    private string NameOf(Fed fed) => $"{fed.History.Layout} of {string.Join(", ", fed.Arguments.Select(place => _arguments[place].Text))} {fed.Span}";

    private void Reserve()
    {
        _columns = new Column[_arguments.Count];
        _taking = new ColumnBuilder[_fed.Max(fed => fed.Outputs.Count)];
        _given = new Column[_fed.Max(fed => fed.Arguments.Length)];
    }

    private int PlaceOf(Expression argument)
    {
        if (_argumentIndex.TryGetValue(argument.Text, out var place)) return place;
        _argumentIndex.Add(argument.Text, _arguments.Count);
        _arguments.Add(argument);
        return _arguments.Count - 1;
    }

    /// <param name="History">What is run.</param>
    /// <param name="Arguments">Places of its arguments.</param>
    /// <param name="Span">Which rows it reads.</param>
    /// <param name="Outputs">Places of the columns it makes.</param>
    private sealed record Fed(KeyHistory History, int[] Arguments, HistorySpan? Span, List<int> Outputs);
}
