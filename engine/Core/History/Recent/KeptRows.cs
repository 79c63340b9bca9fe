using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.History.Recent;

/// <summary>The rows that spans of one kind read, of time or of rows, and the calls that read them.</summary>
internal sealed class KeptRows(bool isByTime)
{
    private const int FewRows = 1024;

    private readonly List<Expression> _arguments = [];
    private readonly List<(RecentSpan Span, bool IsOfRowsBefore, List<RecentCall> Calls)> _asks = [];
    private readonly Dictionary<int, TrueCounts> _trueCounts = [];
    private readonly Dictionary<(int, RecentSpan), ValueCounts> _valueCounts = [];
    private Column[] _columns = [];
    private long _keptAfterExpiry;
    private long _lastFloor = long.MinValue;

    public RecentRows Rows { get; } = new(isByTime);

    public bool IsUsed => _asks.Count > 0;

    public long Reach => _asks.Count == 0 ? 0 : _asks.Max(ask => ask.Span.Reach);

    public long MostRows => _asks.Count == 0 ? 0 : _asks.Max(ask => ask.Span.Last.Rows);

    public int BytesPerRow => IsUsed ? Rows.BytesPerRow : 0;

    public long Overflows => _asks.Sum(ask => ask.Calls.Sum(call => call.Overflows));

    /// <summary>Place of an argument among the columns kept; one that several calls read is kept once.</summary>
    public int PlaceOf(Expression argument)
    {
        var place = _arguments.FindIndex(known => known.Text == argument.Text);
        if (place >= 0) return place;
        _arguments.Add(argument);
        return Rows.AddColumn(argument.Type);
    }

    public TrueCounts TrueCountsOf(int column)
    {
        if (_trueCounts.TryGetValue(column, out var counts)) return counts;
        counts = new TrueCounts(Rows.Columns[column]);
        Rows.Follow(counts);
        return _trueCounts[column] = counts;
    }

    public ValueCounts ValueCountsOf(int column, in RecentSpan span)
    {
        if (_valueCounts.TryGetValue((column, span), out var counts)) return counts;
        return _valueCounts[(column, span)] = new ValueCounts(Rows, Rows.Columns[column]);
    }

    public RecentAggregates AggregatesOf(RecentSpan span, bool usesBlocks)
    {
        var known = CallsOf(span, isOfRowsBefore: false).OfType<RecentAggregates>().FirstOrDefault(each => each.UsesBlocks == usesBlocks);
        if (known is not null) return known;
        var added = new RecentAggregates(Rows, usesBlocks);
        Ask(span, added);
        return added;
    }

    public void Ask(in RecentSpan span, RecentCall call) => CallsOf(span, call.IsOfRowsBefore).Add(call);

    public void Run(Batch batch, ReadOnlySpan<int> keys, ReadOnlySpan<long> times, Sees sees, in RowsToCome order)
    {
        if (_columns.Length == 0) _columns = new Column[_arguments.Count];
        for (var i = 0; i < _columns.Length; i++) _columns[i] = _arguments[i].Evaluate(batch);
        foreach (var (_, _, calls) in _asks)
            foreach (var call in calls) call.Begin(_columns);
        for (var from = 0; from < keys.Length;)
        {
            var to = sees == Sees.Instant ? EndOfInstant(times, from) : from + 1;
            for (var row = from; row < to; row++)
            {
                Answer(keys[row], times[row], row, isAdded: false, sees);
                Add(keys[row], times[row], row, order);
            }

            for (var row = from; row < to; row++) Answer(keys[row], times[row], row, isAdded: true, sees);
            from = to;
        }

        foreach (var (_, _, calls) in _asks)
            foreach (var call in calls) call.End();
        foreach (var column in _columns) column.Release();
    }

    /// <summary>Rows of keys that no row comes for are given up once there are twice as many rows as there need to be, or the longest span has passed.</summary>
    public void Expire(long floor)
    {
        var first = Saturating.Subtract(floor, Reach);
        if (first == long.MinValue || (Rows.Count <= FewRows + (2 * _keptAfterExpiry) && first <= _lastFloor)) return;
        for (var key = 0; key < Rows.Keys; key++) Rows.DropBefore(key, first);
        (_keptAfterExpiry, _lastFloor) = (Rows.Count, floor);
    }

    public long StateBytes => RecentState.BytesOf(Rows);

    public void Save(SlotRuns keys, StateWriter state)
    {
        if (IsUsed) RecentState.Save(Rows, [.. _arguments.Select(argument => argument.Type)], keys, state);
    }

    public void Restore(ReadOnlySpan<int> keys, StateReader state)
    {
        if (IsUsed) RecentState.Restore(Rows, [.. _arguments.Select(argument => argument.Type)], keys, state);
    }

    private List<RecentCall> CallsOf(RecentSpan span, bool isOfRowsBefore)
    {
        var known = _asks.FindIndex(ask => ask.Span == span && ask.IsOfRowsBefore == isOfRowsBefore);
        if (known >= 0) return _asks[known].Calls;
        _asks.Add((span, isOfRowsBefore, []));
        return _asks[^1].Calls;
    }

    private static int EndOfInstant(ReadOnlySpan<long> times, int from)
    {
        var to = from + 1;
        while (to < times.Length && times[to] == times[from]) to++;
        return to;
    }

    /// <summary>Asks the calls that answer a row at this point: before it is added, or after it and those it sees of its instant.</summary>
    private void Answer(int key, long time, int row, bool isAdded, Sees sees)
    {
        foreach (var (span, isOfRowsBefore, calls) in _asks)
        {
            if (isAdded == (isOfRowsBefore || sees == Sees.Earlier)) continue;
            var (low, high) = Rows.Find(key, time, span);
            foreach (var call in calls) call.Answer(key, low, high, row);
        }
    }

    private void Add(int key, long time, int row, in RowsToCome order)
    {
        if (isByTime) Rows.DropBefore(key, Saturating.Subtract(order.After(time), Reach));
        Rows.Add(key, time, _columns, row);
        if (!isByTime) Rows.Keep(key, MostRows);
    }
}
