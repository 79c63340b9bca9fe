using System.Collections.Concurrent;
using Confluent.Kafka;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Kafka.Cluster;

namespace StreamGuard.Plugins.Kafka.Sink;

/// <summary>Messages sent at once by the sink's own client. A row is done with when its message is confirmed or refused.</summary>
internal sealed class DirectOutlet : IOutlet, IDisposable
{
    private readonly ConcurrentQueue<(Batch Batch, int Row, string Reason)> _refused = [];
    private readonly ClientLog _log;
    private readonly IProducer<byte[], byte[]> _producer;
    private volatile Exception? _failure;

    private DirectOutlet(IReadOnlyDictionary<string, string> settings, Topics topics)
    {
        (Settings, Topics, _log) = (settings, topics, new ClientLog(settings));
        _producer = Clients.Producer(settings, _log);
    }

    public IReadOnlyDictionary<string, string> Settings { get; }

    public Topics Topics { get; }

    public string Trouble => _log.Trouble;

    /// <summary>Connects to the cluster and looks at the topic.</summary>
    /// <exception cref="RetryableException">No broker answers.</exception>
    /// <exception cref="InvalidOperationException">The topic is not there, or librdkafka does not take the settings together.</exception>
    public static async Task<DirectOutlet> OpenAsync(IReadOnlyDictionary<string, string> settings, string topic, CancellationToken stop)
    {
        var topics = new Topics(settings);
        try
        {
            var facts = await topics.RequireAsync(topic, stop).ConfigureAwait(false);
            return new DirectOutlet(ProducerSettings.Within(facts, settings), topics);
        }
        catch
        {
            topics.Dispose();
            throw;
        }
    }

    public bool Send(string topic, RowMessage message, Batch batch, int row)
    {
        ThrowIfFailed();
        batch.Retain();
        try
        {
            _producer.Produce(topic, message.ToMessage(), report => Reported(report, batch, row));
            return true;
        }
        catch (KafkaException cause)
        {
            batch.Release();
            if (cause.Error.Code == ErrorCode.Local_QueueFull) return false;
            throw Failures.Of(cause, _log);
        }
    }

    public async Task FlushAsync(CancellationToken stop)
    {
        await Clients.FlushAsync(_producer, _log, stop).ConfigureAwait(false);
        ThrowIfFailed();
    }

    public void BuryRefused(SinkContext context)
    {
        while (_refused.TryDequeue(out var refused))
        {
            context.DeadLetter(refused.Batch, [refused.Row], refused.Reason);
            refused.Batch.Release();
        }
    }

    /// <summary>It is visible already.</summary>
    public Task CommitAsync(long epoch, CancellationToken stop) => Task.CompletedTask;

    public Task LeaveAsync()
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        Topics.Dispose();
        _producer.Dispose();
    }

    private void Reported(DeliveryReport<byte[], byte[]> report, Batch batch, int row)
    {
        if (report.Error.Code is ErrorCode.MsgSizeTooLarge or ErrorCode.InvalidRecord)
        {
            _refused.Enqueue((batch, row, $"refused by the broker: {report.Error.Reason}"));
            return;
        }

        if (report.Error.IsError) _failure ??= Failures.Of(new KafkaException(report.Error), _log);
        batch.Release();
    }

    private void ThrowIfFailed()
    {
        if (_failure is { } failure) throw failure;
    }
}
