namespace StreamGuard.Plugins.Kafka.Source;

/// <summary>What a source's reader is made with.</summary>
/// <param name="Options">The source's.</param>
/// <param name="Source">The source's name.</param>
/// <param name="Columns">Columns beside the decoded ones.</param>
/// <param name="MaxLine">Longest value in bytes.</param>
/// <param name="SavedEnds">Ends that an earlier run of a bounded read has settled; empty when there are none.</param>
/// <param name="OnStatistics">Gets what the client counts of itself, as librdkafka's JSON, where <c>statistics.interval.ms</c> is set.</param>
internal sealed record ReaderSetup(
    KafkaSourceOptions Options, string Source, MessageColumns Columns, long MaxLine, IReadOnlyDictionary<string, long> SavedEnds, Action<string>? OnStatistics);
