using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Confluent.Kafka;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Kafka.Connection;

namespace StreamGuard.Plugins.Kafka.Source;

/// <summary>The client's configuration of a source.</summary>
internal static class ConsumerSettings
{
    private const string Committed = "Leave it out: offsets are committed behind what has gone through all sinks.";

    /// <summary>Settings that the source decides, and what to do in their place.</summary>
    public static readonly IReadOnlyDictionary<string, string> Taken = new Dictionary<string, string>
    {
        ["group.id"] = "Write it under group.",
        ["auto.offset.reset"] = "Write it under start; an offset that is no longer there stops the pipeline.",
        ["topic.auto.offset.reset"] = "Write it under start; an offset that is no longer there stops the pipeline.",
        ["enable.auto.commit"] = Committed,
        ["auto.commit.enable"] = Committed,
        ["auto.commit.interval.ms"] = Committed,
        ["enable.auto.offset.store"] = Committed,
        ["enable.partition.eof"] = "Leave it out: the source must know when it stands at an end.",
    };

    private static readonly Dictionary<string, string> Own = new()
    {
        ["enable.auto.commit"] = "false",
        ["enable.auto.offset.store"] = "false",
        // An offset that is gone is told, never passed over.
        ["auto.offset.reset"] = "error",
        ["enable.partition.eof"] = "true",
    };

    private static readonly Dictionary<string, string> Defaults = new()
    {
        // When 100,000 messages are there the client pauses its fetching, by default for a second: with small messages
        // that would be all that a partition gives in a second.
        ["fetch.queue.backoff.ms"] = "5",
        ["topic.metadata.refresh.interval.ms"] = "30000",
    };

    /// <param name="options">The source's.</param>
    /// <param name="run">The run.</param>
    /// <param name="source">The source's name.</param>
    /// <param name="fields">What the client is to hand over of a message beside key and value.</param>
    /// <param name="idleAfter">For how long a partition may be silent; null where silence means nothing.</param>
    public static Dictionary<string, string> Of(KafkaSourceOptions options, RunContext run, string source, string fields, TimeSpan? idleAfter)
    {
        var defaults = new Dictionary<string, string>(Defaults)
        {
            ["client.id"] = $"{run.Pipeline}.{source}@{Environment.MachineName}",
            ["statistics.interval.ms"] = LookEvery(idleAfter).ToString(CultureInfo.InvariantCulture),
        };
        // The protocol of 2024 has the brokers assign partitions, and takes no strategy. Nor does it give the place of a member
        // that was killed to one that comes back by its name: that one would have to wait until the session has timed out.
        if (!options.Settings.TryGetValue("group.protocol", out var protocol) || protocol != "consumer")
        {
            defaults["partition.assignment.strategy"] = "cooperative-sticky";
            if (run.CheckpointFolder is { } folder) defaults["group.instance.id"] = InstanceOf(run.Pipeline, source, folder);
        }

        return ClientSettings.Of(options, defaults, new Dictionary<string, string>(Own)
        {
            ["group.id"] = options.Group ?? run.Pipeline,
            ["dotnet.consumer.consume.result.fields"] = fields,
        });
    }

    /// <summary>Whether messages of open and aborted transactions are read.</summary>
    public static IsolationLevel Isolation(IReadOnlyDictionary<string, string> settings) =>
        settings.GetValueOrDefault("isolation.level") == "read_uncommitted" ? IsolationLevel.ReadUncommitted : IsolationLevel.ReadCommitted;

    /// <summary>A setting in milliseconds, or the client's default.</summary>
    public static TimeSpan Milliseconds(IReadOnlyDictionary<string, string> settings, string name, double otherwise) =>
        TimeSpan.FromMilliseconds(settings.TryGetValue(name, out var text) && double.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : otherwise);

    /// <summary>How often the client says which brokers it reaches, in milliseconds: before a partition of one that is lost counts as silent.</summary>
    private static int LookEvery(TimeSpan? idleAfter) => idleAfter is { } after ? (int)Math.Clamp(after.TotalMilliseconds / 4, 100, 1000) : 5000;

    /// <summary>A member that comes back by this name after a crash takes its old place at once, not when its session has timed out.</summary>
    private static string InstanceOf(string pipeline, string source, string folder)
    {
        var place = SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment.MachineName}\n{folder}\n{pipeline}\n{source}"));
        return $"streamguard-{Convert.ToHexStringLower(place)[..16]}";
    }
}
