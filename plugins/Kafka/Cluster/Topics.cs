using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Kafka.Native;

namespace StreamGuard.Plugins.Kafka.Cluster;

/// <summary>Asks a cluster about its topics and limits, by a client of its own.</summary>
internal sealed class Topics : IDisposable
{
    /// <summary>What a topic takes unless it says otherwise.</summary>
    public const int UsualLargestBatch = 1_048_588;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SettingsPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly ClientLog _log;
    private readonly IAdminClient _admin;

    /// <param name="settings">Of the client; those of producers are ignored.</param>
    public Topics(IReadOnlyDictionary<string, string> settings)
    {
        _log = new ClientLog(settings);
        _admin = Clients.Admin(settings, _log);
    }

    /// <summary>Asks for a topic that must be there.</summary>
    /// <exception cref="RetryableException">No broker answers.</exception>
    /// <exception cref="InvalidOperationException">There is none of this name, or it must not be seen.</exception>
    public async Task<TopicFacts> RequireAsync(string topic, CancellationToken stop)
    {
        var facts = await FindAsync(topic, stop).ConfigureAwait(false);
        if (facts.Missing is null) return facts;
        throw new InvalidOperationException($"topic '{topic}' cannot be written to: {facts.Missing}; make it, or look at its name and the rights of the user");
    }

    /// <summary>Asks for a topic, which has the cluster make it where it makes topics by itself.</summary>
    /// <exception cref="RetryableException">No broker answers.</exception>
    public async Task<TopicFacts> FindAsync(string topic, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var metadata = await MetadataAsync(topic, stop).ConfigureAwait(false);
            var error = metadata.Topics.Single().Error;
            if (!error.IsError) return new TopicFacts(null, await LargestBatchAsync(topic).ConfigureAwait(false));
            // One that is being made is not there yet, or has no leader.
            var mayCome = error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.LeaderNotAvailable;
            if (!mayCome || Stopwatch.GetElapsedTime(began) >= Patience) return new TopicFacts(error.Reason, UsualLargestBatch);
            await Task.Delay(Pause, stop).ConfigureAwait(false);
        }
    }

    /// <summary>The longest time that brokers let a transaction be open; null when they do not tell.</summary>
    /// <exception cref="RetryableException">No broker answers.</exception>
    public async Task<TimeSpan?> LongestTransactionAsync(CancellationToken stop)
    {
        var brokers = (await MetadataAsync(null, stop).ConfigureAwait(false)).Brokers;
        var limit = await SettingAsync(ResourceType.Broker, brokers[0].BrokerId.ToString(CultureInfo.InvariantCulture), "transaction.max.timeout.ms").ConfigureAwait(false);
        return limit is null ? null : TimeSpan.FromMilliseconds(limit.Value);
    }

    public void Dispose() => _admin.Dispose();

    private Task<Metadata> MetadataAsync(string? topic, CancellationToken stop) => Task.Run(() =>
    {
        using var held = InUse.Of(_admin);
        try
        {
            var metadata = Steps.Call(step => topic is null ? _admin.GetMetadata(step) : _admin.GetMetadata(topic, step), Patience, _ => !_log.IsRefused, stop);
            _log.Answered();
            return metadata;
        }
        catch (KafkaException cause) when (_log.IsRefused)
        {
            throw new InvalidOperationException($"{_log.Trouble}; look at security.protocol, user, password and certificates under settings", cause);
        }
        catch (KafkaException cause)
        {
            throw new RetryableException(_log.Trouble, cause);
        }
    });

    private async Task<int> LargestBatchAsync(string topic) =>
        (int)Math.Min(int.MaxValue, await SettingAsync(ResourceType.Topic, topic, "max.message.bytes").ConfigureAwait(false) ?? UsualLargestBatch);

    private async Task<long?> SettingAsync(ResourceType type, string name, string setting)
    {
        try
        {
            var described = await _admin.DescribeConfigsAsync([new ConfigResource { Type = type, Name = name }], new DescribeConfigsOptions { RequestTimeout = SettingsPatience }).ConfigureAwait(false);
            return described[0].Entries.TryGetValue(setting, out var entry) && long.TryParse(entry.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
        }
        catch (KafkaException)
        {
            // Whoever may write need not have the right to look at settings: the broker itself holds to them.
            return null;
        }
    }
}
