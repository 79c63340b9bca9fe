using Confluent.Kafka;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Kafka.Native;
using StreamGuard.Plugins.Kafka.Sink;

namespace StreamGuard.Plugins.Kafka.Cluster;

/// <summary>
/// The one producer of a run's transactional sinks on a cluster: one transaction an epoch, which begins with its first
/// message. The epoch's number and the offsets that sources have read are committed in it.
/// </summary>
internal sealed class Transactions : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly RunContext _run;
    private readonly ClientLog _log;
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly NativeProducer? _native;
    private readonly TimeSpan _timeout;
    private readonly Dictionary<string, (Member Member, IConsumerGroupMetadata Group)> _members = [];
    private bool _isOpen;
    private bool _isCommitting;
    private long _began;

    /// <param name="first">The sink whose settings the producer has.</param>
    /// <param name="settings">Those, within the limits of its topic.</param>
    /// <param name="run">The run.</param>
    /// <exception cref="InvalidOperationException">librdkafka does not take the settings together.</exception>
    public Transactions(Member first, IReadOnlyDictionary<string, string> settings, RunContext run)
    {
        (_run, Settings, _log) = (run, settings, new ClientLog(settings));
        _timeout = first.TransactionTimeout(run.CheckpointEvery);
        _producer = Clients.Producer(Clients.Transactional(first, settings, run, _timeout), _log);
        _native = NativeProducer.Of(_producer);
    }

    public IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>The last epoch that is committed.</summary>
    public long Committed { get; private set; }

    /// <summary>Why brokers take nothing, in a sentence.</summary>
    public string Trouble => _log.Trouble;

    /// <summary>Fences whoever wrote before with this transactional id, and aborts what that one left open.</summary>
    /// <exception cref="RetryableException">No broker answers.</exception>
    public Task FenceAsync(CancellationToken stop) => CallAsync(() => Steps.Call(Fence, Patience, cause => cause is KafkaRetriableException, stop));

    /// <summary>Takes a sink in and tells its last committed epoch.</summary>
    /// <exception cref="RetryableException">No broker answers.</exception>
    public async Task<long> JoinAsync(Member member, CancellationToken stop)
    {
        // Without checkpoints nobody can go on from an epoch: each run counts its own.
        if (_run.CheckpointFolder is null) return 0;
        var (epoch, group) = await Task.Run(() => EpochGroup.Read(member, _run, stop), stop).ConfigureAwait(false);
        _members[member.Sink] = (member, group);
        Committed = Math.Max(Committed, epoch);
        return epoch;
    }

    /// <summary>The epochs of a sink are noted no more.</summary>
    public void Leave(string sink) => _members.Remove(sink);

    /// <summary>Hands a message to the client, which sends it; false when it has no room for it now.</summary>
    public bool Send(string topic, RowMessage message)
    {
        try
        {
            Begin();
            if (_native is null || message.Headers is not null)
            {
                _producer.Produce(topic, message.ToMessage());
                return true;
            }

            var answer = _native.Produce(topic, message.HasKey, message.Key, message.Value);
            if (answer is not ErrorCode.NoError and not ErrorCode.Local_QueueFull) throw new KafkaException(answer);
            return answer == ErrorCode.NoError;
        }
        catch (KafkaException full) when (full.Error.Code == ErrorCode.Local_QueueFull)
        {
            return false;
        }
        catch (KafkaException cause)
        {
            throw Explain(cause);
        }
    }

    /// <summary>Waits until brokers have everything that was sent.</summary>
    /// <exception cref="RetryableException">They do not have it yet.</exception>
    public Task FlushAsync(CancellationToken stop) => Clients.FlushAsync(_producer, _log, stop);

    /// <summary>
    /// Commits an epoch that all sinks have flushed. Asked again for an epoch that is committed, by the next sink, it does nothing.
    /// </summary>
    /// <param name="epoch">Its number.</param>
    /// <param name="sources">What the run's sources have read up to it.</param>
    public async Task CommitAsync(long epoch, IReadOnlyCollection<SourceOffsets> sources)
    {
        if (epoch <= Committed) return;
        if (!_isCommitting)
        {
            // An epoch without messages is committed too: recovery goes by its number.
            Begin();
            foreach (var source in sources.Where(source => source.Offsets.Count > 0))
                await CallAsync(() => _producer.SendOffsetsToTransaction(source.Offsets, source.Group, Patience)).ConfigureAwait(false);
            foreach (var (member, group) in _members.Values)
                await CallAsync(() => _producer.SendOffsetsToTransaction([new(EpochGroup.First(member.Topic), epoch)], group, Patience)).ConfigureAwait(false);
            foreach (var source in sources) await CallAsync(source.Confirm).ConfigureAwait(false);
            _isCommitting = true;
            FaultPoints.Reach("kafka.commit.before");
        }

        // Once it was tried nothing else may be asked of the producer until it is done.
        await CallAsync(() => _producer.CommitTransaction(Patience)).ConfigureAwait(false);
        (_isCommitting, _isOpen, Committed) = (false, false, epoch);
        foreach (var source in sources) source.Done();
        FaultPoints.Reach("kafka.commit.after");
    }

    /// <summary>Aborts what is not committed. Where no broker answers they do it by themselves, when the transaction's time is over.</summary>
    public void Dispose()
    {
        try
        {
            if (_isOpen && _log.Fatal is null) _producer.AbortTransaction(Patience);
        }
        catch (KafkaException)
        {
            // What it says was said before, when the run failed.
        }

        _native?.Dispose();
        _producer.Dispose();
    }

    private bool Fence(TimeSpan step)
    {
        _producer.InitTransactions(step);
        return true;
    }

    private void Begin()
    {
        if (Volatile.Read(ref _isOpen)) return;
        lock (_lock)
        {
            if (_isOpen) return;
            _producer.BeginTransaction();
            (_isOpen, _began) = (true, _run.Clock.GetTimestamp());
        }
    }

    private async Task CallAsync(Action call)
    {
        try
        {
            await Task.Run(Call).ConfigureAwait(false);
            _log.Answered();
        }
        catch (KafkaException cause)
        {
            throw Explain(cause);
        }

        void Call()
        {
            using var held = InUse.Of(_producer);
            call();
        }
    }

    private Exception Explain(KafkaException cause)
    {
        if ((_log.Fatal ?? cause.Error).Code is not (ErrorCode.Local_Fenced or ErrorCode.ProducerFenced or ErrorCode.InvalidProducerEpoch)) return Failures.Of(cause, _log);
        // Brokers fence a producer too when they end its transaction, so only the time tells the two apart.
        var age = _run.Clock.GetElapsedTime(_began);
        return _isOpen && age >= _timeout
            ? new RestartNeededException($"the transaction was open for {age.TotalSeconds:0} s, which is longer than its {_timeout.TotalSeconds:0} s, and the brokers have ended it: what was not committed is lost, start from the last checkpoint", cause)
            : new InvalidOperationException($"another host has taken over pipeline '{_run.Pipeline}' with this checkpoint folder and writes to the same topics: this one stops", cause);
    }
}
