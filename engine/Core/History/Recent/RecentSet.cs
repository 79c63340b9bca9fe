using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates.Functions;
using StreamGuard.Core.History.Functions;
using StreamGuard.Core.State;

namespace StreamGuard.Core.History.Recent;

/// <summary>
/// All calls of one component that read recent rows only. They share the rows kept: a row is kept once, with the arguments
/// of all calls, as long as the longest span may reach it.
/// </summary>
internal sealed class RecentSet
{
    private readonly KeptRows _byTime = new(isByTime: true);
    private readonly KeptRows _byArrival = new(isByTime: false);
    private readonly List<(RecentCall Call, int Answer)> _answers = [];

    /// <summary>Calls there are.</summary>
    public int Count => _answers.Count;

    /// <summary>Longest reach of a span of time, microseconds; 0 where all are counted in rows.</summary>
    public long Reach => _byTime.Reach;

    /// <summary>Most rows that a span counted in rows covers; 0 where there is none.</summary>
    public long MostRows => _byArrival.MostRows;

    /// <summary>Bytes a row takes while it is kept.</summary>
    public int BytesPerRow => _byTime.BytesPerRow + _byArrival.BytesPerRow;

    /// <summary>Adds a call that has a span.</summary>
    /// <returns>Its place in what <see cref="Run"/> gives.</returns>
    public int Add(HistoryCall call)
    {
        var span = new RecentSpan(call.Span!.Last!.Value, call.Span.Before, call.Span.IsExclusive);
        if (call.Function is IAggregateFunction function) return Add(new AggregateCall(function, call.Arguments, call.Constants, call.Result), span);
        return call.Function.Name switch
        {
            "seen" => AddSeen(call.Arguments[0], span),
            "share" => AddShare(call.Arguments[0], span),
            "previous" => AddPrevious(call.Arguments[0], span),
            "elapsed" => AddElapsed(call.Arguments[0], span),
            "ewma" => Add(Ewma.OverSpan(call.Constants), call.Arguments, ColumnType.Float, span),
            _ => AddZscore(call.Arguments[0], span),
        };
    }

    /// <summary>Adds an aggregate over a span.</summary>
    /// <returns>Its place in what <see cref="Run"/> gives.</returns>
    public int Add(AggregateCall call, RecentSpan span)
    {
        var kept = For(span);
        var columns = call.Arguments.Select(kept.PlaceOf).ToArray();
        return call.Function switch
        {
            Aggregates.Functions.Count when columns.Length == 0 => Add(kept, span, new RecentCounts(kept.Rows, null)),
            CountIf => Add(kept, span, new RecentCounts(kept.Rows, kept.TrueCountsOf(columns[0]))),
            CountDistinct => Add(kept, span, new RecentDistinct(kept.ValueCountsOf(columns[0], span))),
            _ => Add(call.Function.Create([.. call.Arguments.Select(argument => argument.Type)], call.Constants), call.Arguments, call.Result, span),
        };
    }

    /// <summary>Adds the question whether the row's own value stands among those of the span.</summary>
    public int AddSeen(Expression value, RecentSpan span) => AddOwn(value, span, isShare: false);

    /// <summary>Adds the share of the span's values that equal the row's own.</summary>
    public int AddShare(Expression value, RecentSpan span) => AddOwn(value, span, isShare: true);

    /// <summary>Adds the value of the newest row of the span; whatever a row sees, not its own.</summary>
    public int AddPrevious(Expression value, RecentSpan span)
    {
        var kept = For(span);
        return Add(kept, span, new RecentPrevious(kept.Rows, kept.Rows.Columns[kept.PlaceOf(value)], value.Type));
    }

    /// <summary>Adds the seconds since the newest row of the span; whatever a row sees, not itself.</summary>
    public int AddElapsed(Expression time, RecentSpan span)
    {
        var kept = For(span);
        var column = kept.PlaceOf(time);
        return Add(kept, span, new RecentElapsed(kept.Rows, kept.Rows.Columns[column], column));
    }

    /// <summary>Adds how many standard deviations the row's own value is from the mean of the span's.</summary>
    public int AddZscore(Expression value, RecentSpan span)
    {
        var kept = For(span);
        var column = kept.PlaceOf(value);
        return Add(kept, span, new RecentZscore(kept.AggregatesOf(span, usesBlocks: true), column, value.Type));
    }

    /// <summary>Answers rows in order, and adds each to what later ones see.</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="keys">Number of each row's key.</param>
    /// <param name="times">Event times; in order where <paramref name="order"/> says so.</param>
    /// <param name="sees">What a row sees of itself and of its instant.</param>
    /// <param name="order">Which rows may still come.</param>
    /// <returns>A column each call, held by the caller.</returns>
    public Column[] Run(Batch batch, ReadOnlySpan<int> keys, ReadOnlySpan<long> times, Sees sees, in RowsToCome order)
    {
        foreach (var kept in (ReadOnlySpan<KeptRows>)[_byTime, _byArrival])
            if (kept.IsUsed) kept.Run(batch, keys, times, sees, order);
        return [.. _answers.Select(answer => answer.Call.Build(answer.Answer))];
    }

    /// <summary>Gives up rows that no row from <paramref name="floor"/> on can reach, of keys that had none for long, too.</summary>
    public void Expire(long floor) => _byTime.Expire(floor);

    /// <summary>Gives up all rows of a key.</summary>
    public void Clear(int key)
    {
        _byTime.Rows.Clear(key);
        _byArrival.Rows.Clear(key);
    }

    /// <summary>How many results so far were null because they did not fit in their type.</summary>
    public long Overflows => _byTime.Overflows + _byArrival.Overflows;

    public long StateBytes => _byTime.StateBytes + _byArrival.StateBytes;

    /// <summary>Writes the rows of the keys saved.</summary>
    public void Save(SlotRuns keys, StateWriter state)
    {
        _byTime.Save(keys, state);
        _byArrival.Save(keys, state);
    }

    /// <summary>Reads rows back.</summary>
    /// <param name="keys">For each key saved, in order, the number it has now; -1 to leave its rows out.</param>
    /// <param name="state">What <see cref="Save"/> wrote.</param>
    public void Restore(ReadOnlySpan<int> keys, StateReader state)
    {
        _byTime.Restore(keys, state);
        _byArrival.Restore(keys, state);
    }

    private KeptRows For(in RecentSpan span) => span.Last.IsRows ? _byArrival : _byTime;

    private int AddOwn(Expression value, RecentSpan span, bool isShare)
    {
        var kept = For(span);
        var column = kept.PlaceOf(value);
        return Add(kept, span, new RecentOwnValue(kept.ValueCountsOf(column, span), kept.Rows.Columns[column], column, isShare));
    }

    private int Add(Accumulator accumulator, IReadOnlyList<Expression> arguments, ColumnType result, in RecentSpan span)
    {
        var kept = For(span);
        var aggregates = kept.AggregatesOf(span, accumulator.KeepsMerged);
        _answers.Add((aggregates, aggregates.Add(accumulator, [.. arguments.Select(kept.PlaceOf)], [.. arguments.Select(argument => argument.Type)], result)));
        return _answers.Count - 1;
    }

    private int Add(KeptRows kept, in RecentSpan span, RecentCall call)
    {
        kept.Ask(span, call);
        _answers.Add((call, 0));
        return _answers.Count - 1;
    }
}
