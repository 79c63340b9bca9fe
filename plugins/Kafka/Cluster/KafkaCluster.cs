using System.Security.Cryptography;
using System.Text;
using Confluent.Kafka;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Kafka.Connection;
using StreamGuard.Plugins.Kafka.Sink;

namespace StreamGuard.Plugins.Kafka.Cluster;

/// <summary>
/// What the sources and sinks of one run share that use one cluster as the same user. While a transactional sink writes
/// to it, the offsets its sources have read travel in that sink's transaction.
/// </summary>
internal sealed class KafkaCluster : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SourceOffsets> _offsets = [];
    private readonly Dictionary<string, Joined> _joined = [];
    private Topics? _topics;
    private Member? _first;
    private Transactions? _transactions;
    private bool _isFenced;

    private KafkaCluster()
    {
    }

    /// <summary>A sink of the run writes to this cluster in transactions; known before sources are asked to commit.</summary>
    public bool IsTransactional => _first is not null;

    /// <summary>The run's object for the brokers and the user that the options name.</summary>
    public static KafkaCluster Of(RunContext run, KafkaConnection connection) =>
        run.Shared(Fingerprint(connection), () => new KafkaCluster());

    /// <summary>
    /// A source gives what it has read up to an epoch, to be committed with the sinks' rows. False when no sink of the run
    /// does that, or those have committed the epoch already: the source then commits by itself.
    /// </summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="source">The source's name; what it gave for an earlier epoch is replaced.</param>
    /// <param name="offsets">Its group and the offsets behind the last row of each partition.</param>
    public bool TakeOffsets(long epoch, string source, SourceOffsets offsets)
    {
        if (!IsTransactional || _transactions?.Committed >= epoch) return false;
        lock (_lock) _offsets[source] = offsets;
        return true;
    }

    /// <summary>
    /// Takes a transactional sink in: gives the transactions that all of them share, what its topic takes, and the last
    /// epoch it has committed. The first one fences whoever wrote before.
    /// </summary>
    /// <exception cref="RetryableException">No broker answers; the call may be made again.</exception>
    /// <exception cref="InvalidOperationException">The sink cannot write with the others, or not in transactions of this length.</exception>
    public async Task<Joined> JoinAsync(Member member, RunContext run, CancellationToken stop)
    {
        await _gate.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            if (_joined.TryGetValue(member.Sink, out var known)) return known;
            _topics ??= new Topics(member.Settings);
            var facts = await _topics.RequireAsync(member.Topic, stop).ConfigureAwait(false);
            RequireSame(_first ??= member, member);
            var transactions = await FencedAsync(_first, facts, run, stop).ConfigureAwait(false);
            ProducerSettings.RequireWithin(facts, member.Topic, transactions.Settings);
            var epoch = await transactions.JoinAsync(member, stop).ConfigureAwait(false);
            return _joined[member.Sink] = new Joined(transactions, _topics, epoch);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Commits an epoch of all sinks that joined, and the sources' offsets with it.</summary>
    public async Task CommitAsync(long epoch, CancellationToken stop)
    {
        await _gate.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            IReadOnlyCollection<SourceOffsets> sources;
            lock (_lock) sources = [.. _offsets.Values];
            await _transactions!.CommitAsync(epoch, sources).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>A source is no part of the run any more.</summary>
    public async Task ForgetAsync(string source)
    {
        // Not while a transaction has its offsets and asks whether it is still a member.
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            lock (_lock) _offsets.Remove(source);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>A sink writes no more; with the last one the transactions end.</summary>
    public async Task LeaveAsync(string sink)
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (!_joined.Remove(sink)) return;
            _transactions!.Leave(sink);
            if (_joined.Count > 0) return;
            _transactions.Dispose();
            (_transactions, _first, _isFenced) = (null, null, false);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose()
    {
        _transactions?.Dispose();
        _topics?.Dispose();
        _gate.Dispose();
    }

    private async Task<Transactions> FencedAsync(Member first, TopicFacts facts, RunContext run, CancellationToken stop)
    {
        if (_transactions is null) await RequireLengthAsync(run, stop).ConfigureAwait(false);
        _transactions ??= new Transactions(first, ProducerSettings.Within(facts, first.Settings), run);
        if (!_isFenced) await _transactions.FenceAsync(stop).ConfigureAwait(false);
        _isFenced = true;
        return _transactions;
    }

    private async Task RequireLengthAsync(RunContext run, CancellationToken stop)
    {
        var wanted = _first!.TransactionTimeout(run.CheckpointEvery);
        if (await _topics!.LongestTransactionAsync(stop).ConfigureAwait(false) is not { } longest || longest >= wanted) return;
        throw new InvalidOperationException(
            $"a transaction may be open for {wanted.TotalSeconds:0} s, 3 times checkpoint.every and at least a minute, but the brokers allow {longest.TotalSeconds:0} s: make checkpoint.every shorter, or their transaction.max.timeout.ms longer");
    }

    private static void RequireSame(Member first, Member member)
    {
        // Values may be secrets: only the name is told.
        var other = first.Settings.Keys.Union(member.Settings.Keys)
            .FirstOrDefault(name => name != "client.id" && first.Settings.GetValueOrDefault(name) != member.Settings.GetValueOrDefault(name));
        if (other is null) return;
        throw new InvalidOperationException(
            $"it writes in one transaction with sink '{first.Sink}', by one client, so both must have the same settings, but {other} differs; write it alike, or delivery: at_least_once");
    }

    /// <summary>Brokers and security; what else two components set differently does not make their cluster another one.</summary>
    public static string Fingerprint(KafkaConnection connection)
    {
        var security = connection.Settings
            .Where(setting => setting.Key.StartsWith("security.", StringComparison.Ordinal) || setting.Key.StartsWith("sasl.", StringComparison.Ordinal) || setting.Key.StartsWith("ssl.", StringComparison.Ordinal))
            .Select(setting => $"{setting.Key}={setting.Value}");
        var brokers = connection.Brokers.SelectMany(broker => broker.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        var text = string.Join('\n', [.. brokers.Order(StringComparer.Ordinal), .. security.Order(StringComparer.Ordinal)]);
        // A hash: settings may be secrets, and the key of a shared object may be shown.
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}

/// <summary>A sink that writes in its cluster's transactions.</summary>
/// <param name="Transactions">Of all sinks of the cluster.</param>
/// <param name="Topics">Asks the cluster.</param>
/// <param name="Epoch">The last that the sink had committed when it joined.</param>
internal sealed record Joined(Transactions Transactions, Topics Topics, long Epoch);

/// <summary>What a source has read up to an epoch.</summary>
/// <param name="Group">Its consumer group.</param>
/// <param name="Offsets">Behind the last row of each partition.</param>
/// <param name="Confirm">Called when the transaction has the offsets, before it is committed; throws when it must not be.</param>
/// <param name="Done">Called when they are committed.</param>
internal sealed record SourceOffsets(IConsumerGroupMetadata Group, IReadOnlyList<TopicPartitionOffset> Offsets, Action Confirm, Action Done);
