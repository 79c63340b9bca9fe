using StreamGuard.Contracts;
using StreamGuard.Plugins.Kafka.Cluster;

namespace StreamGuard.Plugins.Kafka.Sink;

/// <summary>Where a sink's messages go: into the transaction of its cluster, or out at once.</summary>
internal interface IOutlet
{
    /// <summary>What its client was made with.</summary>
    IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>Asks the cluster.</summary>
    Topics Topics { get; }

    /// <summary>Hands a message to the client, which sends it; false when the client has no room for it now.</summary>
    /// <param name="topic">Where to.</param>
    /// <param name="message">What.</param>
    /// <param name="batch">Where its row is, should it be refused; held by the outlet as long as it needs it.</param>
    /// <param name="row">The row.</param>
    bool Send(string topic, RowMessage message, Batch batch, int row);

    /// <summary>Waits until brokers have everything that was sent.</summary>
    /// <exception cref="RetryableException">They do not have it yet.</exception>
    Task FlushAsync(CancellationToken stop);

    /// <summary>Why brokers take nothing, in a sentence.</summary>
    string Trouble { get; }

    /// <summary>Gives rows that brokers have refused since the last call to the dead letters.</summary>
    void BuryRefused(SinkContext context);

    /// <summary>Makes what was flushed visible.</summary>
    Task CommitAsync(long epoch, CancellationToken stop);

    /// <summary>Nothing more is written; others may go on in the same transactions.</summary>
    Task LeaveAsync();
}
