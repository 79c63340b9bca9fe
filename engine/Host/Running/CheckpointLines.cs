using StreamGuard.Core.Runtime;
using StreamGuard.Host.Output;

namespace StreamGuard.Host.Running;

/// <summary>What is said of a run's checkpoints.</summary>
internal static class CheckpointLines
{
    /// <summary>The last one and its age, and what is wrong; nothing where none are kept and all is well.</summary>
    public static IEnumerable<string> Now(RunSnapshot snapshot)
    {
        var figures = snapshot.Checkpoints;
        if (figures is { Age: { } age, Bytes: > 0 }) yield return $"checkpoint {figures.Epoch}: {Figures.Span(age)} ago, {Size(figures)}";
        if (figures.Trouble is { } trouble) yield return figures.IsUnhealthy ? $"UNHEALTHY, three checkpoints in a row went wrong: {trouble}" : trouble;
    }

    /// <summary>What they came to in the whole run.</summary>
    public static IEnumerable<string> InAll(RunSnapshot snapshot)
    {
        var figures = snapshot.Checkpoints;
        if (figures.RestoredFrom is { } from) yield return $"went on from checkpoint {from}";
        if (figures.Bytes > 0) yield return $"last checkpoint: {figures.Epoch}, {Size(figures)}";
        if (figures.Skipped > 0) yield return $"{Checkpoints(figures.Skipped)} skipped, since a sink had not committed the one before";
        if (figures.Abandoned > 0) yield return $"{Checkpoints(figures.Abandoned)} abandoned, since they took too long";
        if (figures.Failed > 0) yield return $"{Checkpoints(figures.Failed)} not written";
        if (figures.Trouble is { } trouble) yield return trouble;
    }

    private static string Size(CheckpointFigures figures) => $"{Figures.Bytes(figures.Bytes)}, taken in {Figures.Span(figures.Took)}";

    private static string Checkpoints(long count) => count == 1 ? "1 checkpoint was" : $"{Figures.Count(count)} checkpoints were";
}
