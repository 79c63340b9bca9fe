using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Kafka.Source;

/// <summary>Tells the pipeline which partitions cannot be read while others can. Used by the reading thread only.</summary>
/// <param name="partitions">Those of this host.</param>
/// <param name="output">The pipeline.</param>
/// <param name="settings">Of the client.</param>
internal sealed class ReachReport(PartitionSet partitions, SourceOutput output, IReadOnlyDictionary<string, string> settings)
{
    // A broker that has nothing new answers when this time is over.
    private readonly TimeSpan _patience = ConsumerSettings.Milliseconds(settings, "fetch.wait.max.ms", 500) + TimeSpan.FromSeconds(1);

    /// <summary>Takes the client's statistics.</summary>
    public void Take(string json)
    {
        var statistics = FetchStatistics.Read(json, _patience);
        foreach (var partition in partitions.All)
        {
            var why = partition.IsRead ? null : statistics.WhyAway(partition.Place);
            if (why == partition.WhyAway) continue;
            partition.WhyAway = why;
            output.WaitsFor(partition.Partition, why);
        }
    }
}
