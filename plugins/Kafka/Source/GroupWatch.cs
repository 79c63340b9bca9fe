using Confluent.Kafka.Admin;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Kafka.Source;

/// <summary>Looks for other members of the group where this host must be the only one.</summary>
/// <param name="group">The group.</param>
/// <param name="settings">Of the client.</param>
/// <param name="queries">The cluster.</param>
/// <param name="output">Is told what is waited for.</param>
/// <param name="member">This host's own name in the group; empty before it is in it.</param>
/// <param name="stop">Ends the waiting.</param>
internal sealed class GroupWatch(
    string group, IReadOnlyDictionary<string, string> settings, ClusterQueries queries, SourceOutput output, Func<string> member, CancellationToken stop)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // What a member's session lasts at the longest when it was killed, and a little more.
    private readonly TimeSpan _patience = ConsumerSettings.Milliseconds(settings, "session.timeout.ms", 45_000) + TimeSpan.FromSeconds(2);
    private readonly string? _own = settings.GetValueOrDefault("group.instance.id");

    /// <summary>Waits until nobody else is in the group: a member that was killed is put out when its session has timed out.</summary>
    /// <param name="why">Why there may be no other.</param>
    /// <exception cref="InvalidOperationException">Somebody else is, and stays.</exception>
    public void WaitUntilAlone(string why)
    {
        var until = Environment.TickCount64 + (long)_patience.TotalMilliseconds;
        while (Others() is { Count: > 0 } others)
        {
            if (Environment.TickCount64 >= until) throw Shared(others, why);
            output.WaitsFor($"group '{group}' has another member ({Names(others)}), and {why}: it is waited until that one leaves");
            stop.WaitHandle.WaitOne(Pause);
            stop.ThrowIfCancellationRequested();
        }

        output.WaitsFor(null);
    }

    /// <exception cref="InvalidOperationException">Somebody else is in the group.</exception>
    public void RequireAlone(string why)
    {
        if (Others() is { Count: > 0 } others) throw Shared(others, why);
    }

    private InvalidOperationException Shared(List<MemberDescription> others, string why) =>
        new($"group '{group}' is read by another host too ({Names(others)}), and {why}. Stop that one, or give this one another group.");

    private static string Names(List<MemberDescription> others) => string.Join(", ", others.Select(member => $"{member.ClientId} at {member.Host.TrimStart('/')}"));

    private List<MemberDescription> Others()
    {
        var own = member();
        return [.. queries.Members().Where(each => each.ConsumerId != own && (_own is null || each.GroupInstanceId != _own))];
    }
}
