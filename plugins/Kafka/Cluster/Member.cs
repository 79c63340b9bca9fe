using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Kafka.Cluster;

/// <summary>A sink that writes in the transactions of its cluster.</summary>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="Sink">Its name.</param>
/// <param name="Topic">Its topic, whose first partition carries the epoch.</param>
/// <param name="Settings">What its producer is to be made with.</param>
internal sealed record Member(string Pipeline, string Sink, string Topic, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>The time after which brokers end a transaction whose owner is gone is no shorter.</summary>
    public TimeSpan ShortestTransaction { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The time after which brokers end a transaction whose owner is gone: three epochs.</summary>
    public TimeSpan TransactionTimeout(Duration checkpointEvery) =>
        checkpointEvery.TimeSpan * 3 > ShortestTransaction ? checkpointEvery.TimeSpan * 3 : ShortestTransaction;
}
