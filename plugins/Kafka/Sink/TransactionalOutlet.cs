using StreamGuard.Contracts;
using StreamGuard.Plugins.Kafka.Cluster;

namespace StreamGuard.Plugins.Kafka.Sink;

/// <summary>Messages in the transaction of the sink's cluster. One that is refused there would take all others with it.</summary>
internal sealed class TransactionalOutlet(KafkaCluster cluster, Joined joined, string sink) : IOutlet
{
    public IReadOnlyDictionary<string, string> Settings => joined.Transactions.Settings;

    public Topics Topics => joined.Topics;

    public string Trouble => joined.Transactions.Trouble;

    public bool Send(string topic, RowMessage message, Batch batch, int row) => joined.Transactions.Send(topic, message);

    public Task FlushAsync(CancellationToken stop) => joined.Transactions.FlushAsync(stop);

    public void BuryRefused(SinkContext context)
    {
    }

    public Task CommitAsync(long epoch, CancellationToken stop) => cluster.CommitAsync(epoch, stop);

    public Task LeaveAsync() => cluster.LeaveAsync(sink);
}
