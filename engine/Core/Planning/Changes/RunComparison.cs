using StreamGuard.Contracts;

namespace StreamGuard.Core.Planning.Changes;

/// <summary>Compares what two plans say of the run as a whole.</summary>
internal static class RunComparison
{
    /// <summary>The checkpoints of the one are not those of the other.</summary>
    public static bool IsElsewhere(Plan before, Plan after) => before.Name != after.Name || before.Run.CheckpointPath != after.Run.CheckpointPath;

    public static IEnumerable<RunChange> Of(Plan before, Plan after)
    {
        var (old, next) = (before.Run, after.Run);
        if (before.Name != after.Name)
            yield return new RunChange("pipeline", before.Name, after.Name, "checkpoints, files and metrics go by the name: under another it is another pipeline, which begins anew");
        if (old.CheckpointPath != next.CheckpointPath)
            yield return new RunChange("checkpoint.path", old.CheckpointPath ?? "none", next.CheckpointPath ?? "none", "the checkpoints of a run stay in one folder: those of the other are not found");
        if (old.CheckpointEvery != next.CheckpointEvery)
            yield return new RunChange("checkpoint.every", $"{old.CheckpointEvery}", $"{next.CheckpointEvery}", Transactions(before, after));
        if (old.Lanes != next.Lanes) yield return new RunChange("runtime.lanes", $"{old.Lanes}", $"{next.Lanes}", null);
        if (old.LinkCapacity != next.LinkCapacity) yield return new RunChange("runtime.link_capacity", $"{old.LinkCapacity}", $"{next.LinkCapacity}", null);
    }

    /// <summary>How long a transaction may be open is settled when its producer is made.</summary>
    private static string? Transactions(Plan before, Plan after) =>
        after.Run.CheckpointEvery > before.Run.CheckpointEvery && before.Nodes.FirstOrDefault(node => node.IsTransactional) is { } sink
            ? $"how long a transaction of sink '{sink.Name}' may be open was settled when it was opened"
            : null;
}
