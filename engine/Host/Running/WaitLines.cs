using StreamGuard.Core.Runtime;
using StreamGuard.Host.Output;

namespace StreamGuard.Host.Running;

/// <summary>What is said of sources and sinks that had to wait for a disk or a server.</summary>
internal static class WaitLines
{
    /// <summary>Of those that wait now.</summary>
    public static IReadOnlyList<string> Now(RunSnapshot snapshot) =>
        [.. snapshot.Waits.Where(each => each.Value.IsWaiting).Select(each => $"{each.Key} waiting: {each.Value.Reason} ({Often(each.Value)})")];

    /// <summary>Of all that ever had to.</summary>
    public static IEnumerable<string> InAll(RunSnapshot snapshot) =>
        snapshot.Waits.Select(each => $"{each.Key} waited {Often(each.Value)}: {each.Value.Reason}");

    private static string Often(Waits waits) => $"{Figures.Count(waits.Times)} {(waits.Times == 1 ? "time" : "times")}, {Figures.Span(waits.Spent)}";
}
