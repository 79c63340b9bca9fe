using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;

namespace StreamGuard.Host.Http.Pipelines;

/// <summary>The figures of a run; times are in seconds, amounts since the run's start unless it says otherwise.</summary>
/// <param name="Elapsed">Since the start.</param>
/// <param name="Done">How much of bounded input has been read.</param>
/// <param name="Total">How much there is; 0 when nobody knows.</param>
/// <param name="Components">In the plan's order.</param>
/// <param name="DeadLetters">Rows refused, by component and reason.</param>
/// <param name="Checkpoints">Its epochs.</param>
/// <param name="Waits">What components wait for, or had to.</param>
/// <param name="Buffers">What waits in buffers on disk.</param>
internal sealed record FiguresView(
    double Elapsed,
    long Done,
    long Total,
    IReadOnlyList<ComponentView> Components,
    IReadOnlyList<DeadLetterCount> DeadLetters,
    CheckpointView Checkpoints,
    IReadOnlyList<WaitView> Waits,
    IReadOnlyList<BufferView> Buffers)
{
    /// <param name="snapshot">As it is now.</param>
    /// <param name="earlier">As it was a moment before, of the same run, to tell rates by; null for none.</param>
    public static FiguresView Of(RunSnapshot snapshot, RunSnapshot? earlier)
    {
        var span = earlier is null ? TimeSpan.Zero : snapshot.Elapsed - earlier.Elapsed;
        return new FiguresView(
            Seconds(snapshot.Elapsed),
            snapshot.Done,
            snapshot.Total,
            [.. snapshot.Components.Select((now, i) => ComponentView.Of(now, span > TimeSpan.Zero && earlier!.Components.ElementAtOrDefault(i) is { } then && then.Node == now.Node ? then : null, span))],
            [.. snapshot.DeadLetters.Select(each => new DeadLetterCount(each.Key.Component, each.Key.Reason, each.Value)).OrderByDescending(each => each.Count).Take(50)],
            CheckpointView.Of(snapshot.Checkpoints),
            [.. snapshot.Waits.Select(each => new WaitView(each.Key, each.Value.Reason, each.Value.IsWaiting, each.Value.Times, Seconds(each.Value.Spent)))],
            [.. snapshot.Buffers.Select(each => new BufferView(each.Key, each.Value.Rows, each.Value.Bytes, each.Value.Limit, each.Value.Oldest is { } oldest ? Seconds(oldest) : null, each.Value.IsFull))]);
    }

    /// <summary>To the microsecond: more digits say nothing and cost every reader.</summary>
    public static double Seconds(TimeSpan span) => Math.Round(span.TotalSeconds, 6);
}

/// <summary>What became of a component's rows; see <see cref="Account"/>.</summary>
internal sealed record AccountView(long In, long Out, long Passed, long Filtered, long Aggregated, long Late, long DeadLettered, long Held, long Made)
{
    public static AccountView Of(Account account) =>
        new(account.In, account.Out, account.Passed, account.Filtered, account.Aggregated, account.Late, account.DeadLettered, account.Held, account.Made);
}

/// <summary>Rows refused for a reason.</summary>
internal sealed record DeadLetterCount(string Component, string Reason, long Count);

/// <summary>What a component waits for, or had to.</summary>
internal sealed record WaitView(string Component, string Reason, bool Waiting, long Times, double Seconds);

/// <summary>A buffer on disk before a sink.</summary>
internal sealed record BufferView(string Component, long Rows, long Bytes, long Limit, double? Oldest, bool Full);

/// <summary>The checkpoints of a run; see <see cref="CheckpointFigures"/>.</summary>
internal sealed record CheckpointView(
    long Epoch, DateTimeOffset? At, double? Age, double Took, double StoodStill, long Bytes, long Committed, long Skipped, long Abandoned, long Failed, string? Trouble, bool Unhealthy, long? RestoredFrom)
{
    public static CheckpointView Of(CheckpointFigures figures) => new(
        figures.Epoch, figures.At, figures.Age is { } age ? FiguresView.Seconds(age) : null, FiguresView.Seconds(figures.Took), FiguresView.Seconds(figures.StoodStill),
        figures.Bytes, figures.Committed, figures.Skipped, figures.Abandoned, figures.Failed, figures.Trouble, figures.IsUnhealthy, figures.RestoredFrom);
}
