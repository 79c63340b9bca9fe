using Confluent.Kafka;

namespace StreamGuard.Plugins.Kafka.Cluster;

/// <summary>A client that asks for a group's offsets, and may commit them in a transaction, without being in the group.</summary>
internal static class Outsider
{
    // Each gives the client a name in the group, under which nobody is in it.
    private static readonly string[] OfMembers = ["group.instance.id", "group.protocol", "group.remote.assignor"];

    /// <param name="group">The group.</param>
    /// <param name="settings">Of a client of the same cluster.</param>
    public static IConsumer<Ignore, Ignore> Of(string group, IReadOnlyDictionary<string, string> settings)
    {
        var own = new Dictionary<string, string>(settings)
        {
            ["group.id"] = group,
            ["enable.auto.commit"] = "false",
            // With it the answer waits for a transaction that is being committed or aborted.
            ["isolation.level"] = "read_committed",
        };
        foreach (var name in OfMembers) own.Remove(name);
        return new ConsumerBuilder<Ignore, Ignore>(own)
            .SetErrorHandler((_, _) => { })
            .SetLogHandler((_, _) => { })
            .Build();
    }
}
