using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Runtime;

/// <summary>
/// Tells rows whose event time is further ahead of the clock than can be true: one of the year 2099 would take the watermark
/// there, and make all that come after it late.
/// </summary>
/// <param name="most">How far ahead a row may be.</param>
/// <param name="time">Place of the event time.</param>
/// <param name="clock">The one clock.</param>
internal sealed class FutureRows(Duration most, int time, TimeProvider clock)
{
    /// <summary>Those of a source; null where they may be as far ahead as they like.</summary>
    public static FutureRows? Of(SourceDefinition source, Schema schema, TimeProvider clock) =>
        source.MaxFuture is { } most ? new FutureRows(most, schema.IndexOf(source.EventTime!.Column), clock) : null;

    /// <summary>The batch's rows that may be true, and the others with the reason; null where all may be.</summary>
    public (int[] Kept, int[] Refused, string Reason)? Split(Batch batch)
    {
        var times = (FixedColumn<long>)batch[time];
        var now = Timestamps.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var latest = Saturating.Add(now, most.Microseconds);
        if (EventTimes.Greatest(times) <= latest) return null;
        var isRefused = Enumerable.Range(0, batch.Rows).ToLookup(row => !times.IsNull(row) && times.Values[row] > latest);
        return ([.. isRefused[false]], [.. isRefused[true]], $"from the future: its event time is more than {most} ahead of the clock, {Timestamps.Format(now)}");
    }
}
