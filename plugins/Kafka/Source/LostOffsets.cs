using Confluent.Kafka;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Kafka.Source;

/// <summary>Says which messages are gone when a topic no longer has those to go on from, and what can be done.</summary>
internal static class LostOffsets
{
    /// <param name="partition">Where.</param>
    /// <param name="offset">The offset to go on from.</param>
    /// <param name="earliest">The first that is there.</param>
    /// <param name="latest">Behind the last that is there.</param>
    /// <param name="isGroups">The group has committed it; else it comes from a checkpoint or the file.</param>
    /// <param name="options">The source's.</param>
    public static InvalidDataException Of(TopicPartition partition, long offset, long earliest, long latest, bool isGroups, KafkaSourceOptions options)
    {
        var name = $"{partition.Topic}[{partition.Partition.Value}]";
        var from = isGroups ? $"group '{options.Group}'" : "the run";
        var what = offset < earliest
            ? $"{name} has no messages before offset {earliest} any more, and {from} was to go on at {offset}: up to {earliest - offset} messages are lost unread, deleted by the topic's retention or by hand"
            : $"{name} ends at offset {latest}, and {from} was to go on at {offset}: the topic was made anew, or its end is lost";
        return new InvalidDataException($"{what}. To begin anew at start ({options.Start.At}), run with --fresh.");
    }
}
