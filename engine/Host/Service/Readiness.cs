using StreamGuard.Core.Runtime;

namespace StreamGuard.Host.Service;

/// <summary>Whether a pipeline does what it is there for, and if not, which of its components is why.</summary>
/// <param name="Pipeline">Its name.</param>
/// <param name="State">What it is doing.</param>
/// <param name="Ready">It runs without trouble, rests because it was told to, or has finished.</param>
/// <param name="Reasons">What is the matter; empty when ready.</param>
internal sealed record Readiness(string Pipeline, HostedState State, bool Ready, IReadOnlyList<TroubleSpot> Reasons)
{
    /// <summary>What is to be known though it is ready: the file as it stands cannot be put in force, say, and an earlier one runs.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    public static Readiness Of(HostedStatus status, RunSnapshot? snapshot)
    {
        List<TroubleSpot> reasons = status.State switch
        {
            HostedState.Running when snapshot is not null => [.. Troubles(snapshot)],
            HostedState.Running or HostedState.Paused or HostedState.Scheduled or HostedState.Finished => [],
            HostedState.Invalid => [.. status.Problems.Select(problem => new TroubleSpot(null, problem.ToString()))],
            HostedState.Waiting or HostedState.Failed => [new TroubleSpot(null, status.Failure ?? "it failed")],
            HostedState.Stopped => [new TroubleSpot(null, "it was stopped")],
            _ => [new TroubleSpot(null, status.Failure ?? "it is starting")],
        };
        var remarks = status.State == HostedState.Invalid ? [] : status.Problems.Select(problem => problem.ToString());
        return new Readiness(status.Name, status.State, reasons.Count == 0, reasons) { Remarks = [.. remarks] };
    }

    private static IEnumerable<TroubleSpot> Troubles(RunSnapshot snapshot)
    {
        foreach (var (component, waits) in snapshot.Waits.Where(each => each.Value.IsWaiting)) yield return new TroubleSpot(component, $"waits: {waits.Reason}");
        foreach (var (component, buffer) in snapshot.Buffers.Where(each => each.Value.IsFull)) yield return new TroubleSpot(component, $"its buffer is full ({buffer.Bytes} bytes)");
        if (snapshot.Checkpoints.IsUnhealthy) yield return new TroubleSpot("checkpoint", snapshot.Checkpoints.Trouble ?? "three in a row were not completed");
    }
}

/// <summary>What is the matter with a component.</summary>
/// <param name="Component">Its name; null for the pipeline as a whole.</param>
/// <param name="Reason">A sentence.</param>
internal sealed record TroubleSpot(string? Component, string Reason);
