using Confluent.Kafka;
using StreamGuard.Plugins.Kafka.Cluster;

namespace StreamGuard.Plugins.Kafka.Source;

/// <summary>The consumer of a source, with its errors told apart: what passes, what does not, and what that means.</summary>
internal sealed class Client : IDisposable
{
    private const int PingEvery = 1000;

    private readonly KafkaSourceOptions _options;
    private readonly Troubles _troubles;
    private readonly PartitionSet _partitions;
    private readonly IAdminClient _admin;
    private readonly Func<IReadOnlyDictionary<string, string>, IConsumer<MessageKey, MessageValue>> _build;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private IConsumer<MessageKey, MessageValue> _reading;
    private long _nextPing;

    public Client(
        ReaderSetup setup, IReadOnlyDictionary<string, string> settings, MessageIntake intake, Troubles troubles, PartitionSet partitions, ReachReport reach, CancellationToken stop)
    {
        (_options, _troubles, _partitions, _settings) = (setup.Options, troubles, partitions, settings);
        Clients.Load();
        _build = with => new ConsumerBuilder<MessageKey, MessageValue>(with)
            .SetKeyDeserializer(setup.Columns.HaveKey ? intake : NoKey.Instance)
            .SetValueDeserializer(intake)
            .SetErrorHandler((_, error) => troubles.Report(error))
            .SetStatisticsHandler((_, json) =>
            {
                reach.Take(json);
                setup.OnStatistics?.Invoke(json);
            })
            // Said by the errors above where it matters; the client would write it to standard error.
            .SetLogHandler((_, _) => { })
            .SetPartitionsAssignedHandler((_, places) => Group!.OnAssigned(places))
            .SetPartitionsRevokedHandler((_, places) => Group!.OnRevoked(places))
            .SetPartitionsLostHandler((_, places) => Group!.OnLost(places))
            .Build();
        _reading = Consumer = _build(settings);
        _admin = new DependentAdminClientBuilder(Consumer.Handle).Build();
        Queries = new ClusterQueries(Consumer, _admin, settings["group.id"], troubles, stop);
    }

    /// <summary>The one that is known to the group, and commits.</summary>
    public IConsumer<MessageKey, MessageValue> Consumer { get; }

    public ClusterQueries Queries { get; }

    /// <summary>Gets to know what the group assigns; null for a read without it.</summary>
    public GroupAssignment? Group { get; set; }

    /// <summary>Reads these partitions from these offsets on, without being a member of the group.</summary>
    /// <param name="places">Which, and where from.</param>
    /// <param name="most">Messages wanted of the partition that most are wanted of.</param>
    public void Assign(IReadOnlyCollection<TopicPartitionOffset> places, long most)
    {
        // How much a client fetches is settled when it is made, and how much is wanted when it has asked the brokers.
        if (places.Count > 0 && FetchLimits.Of(_settings, _options.Settings, most) is { } limited) _reading = _build(limited);
        _reading.Assign(places);
    }

    /// <summary>The next message, or the word that a partition stands at its end; null when there is none.</summary>
    /// <exception cref="InvalidDataException">Messages are gone that were to be read.</exception>
    /// <exception cref="IOException">Something does not pass by itself.</exception>
    public ConsumeResult<MessageKey, MessageValue>? Consume(int milliseconds)
    {
        try
        {
            var message = _reading.Consume(milliseconds);
            if (message is not null) _troubles.Passed();
            else Ping();
            return message;
        }
        catch (ConsumeException cause)
        {
            Judge(cause.Error, cause.ConsumerRecord?.TopicPartition);
            return null;
        }
        catch (KafkaException cause) when (Troubles.MayPass(cause.Error))
        {
            _troubles.Waits(cause.Error);
            return null;
        }
        catch (KafkaException cause)
        {
            throw new IOException(_troubles.Describe(cause.Error), cause);
        }
    }

    /// <summary>Lets the group see that this host is alive; what comes is of no interest.</summary>
    public void Idle(int milliseconds)
    {
        try
        {
            _reading.Consume(milliseconds);
        }
        catch (KafkaException)
        {
            // Nothing is read any more that could fail.
        }
    }

    /// <summary>What it knows of a partition's first and last offset from what it has fetched.</summary>
    public WatermarkOffsets Fetched(TopicPartition place) => _reading.GetWatermarkOffsets(place);

    public void Pause(IEnumerable<PartitionReader> partitions) => _reading.Pause(Assigned(partitions));

    public void Resume(IEnumerable<PartitionReader> partitions) => _reading.Resume(Assigned(partitions));

    public void Dispose()
    {
        if (_reading != Consumer)
        {
            Close(_reading);
            _reading.Dispose();
        }

        Close(Consumer);
        _admin.Dispose();
        Consumer.Dispose();
    }

    private static void Close(IConsumer<MessageKey, MessageValue> consumer)
    {
        try
        {
            consumer.Close();
        }
        catch (KafkaException)
        {
            // It leaves the group when its session times out.
        }
    }

    // A bounded read does not assign what it has nothing to read of.
    private IEnumerable<TopicPartition> Assigned(IEnumerable<PartitionReader> partitions)
    {
        var assigned = _reading.Assignment.ToHashSet();
        return partitions.Select(partition => partition.Place).Where(assigned.Contains);
    }

    private void Judge(Error error, TopicPartition? place)
    {
        if (error.Code is ErrorCode.Local_AutoOffsetReset or ErrorCode.OffsetOutOfRange && place is not null && _partitions.Find(place) is { } partition)
        {
            var (earliest, latest) = (Queries.Earliest([place])[place], Queries.Latest([place], IsolationLevel.ReadUncommitted)[place]);
            throw LostOffsets.Of(place, partition.Next, earliest, latest, isGroups: false, _options);
        }

        if (error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition)
        {
            if (Group is null) throw new InvalidDataException($"a topic has been deleted while it was read: {error.Reason}.");
            Group.OnUnknownTopic();
        }
        else if (Troubles.MayPass(error))
        {
            _troubles.Waits(error);
        }
        else
        {
            throw new IOException(_troubles.Describe(error));
        }
    }

    /// <summary>While brokers are waited for and no message comes that shows they are back, they are asked for a word.</summary>
    private void Ping()
    {
        _troubles.ThrowIfFatal();
        if (!_troubles.IsWaiting || Environment.TickCount64 < _nextPing) return;
        _nextPing = Environment.TickCount64 + PingEvery;
        try
        {
            Queries.TopicsNow(TimeSpan.FromMilliseconds(PingEvery));
            _troubles.Passed();
        }
        catch (KafkaException)
        {
            // Still nothing.
        }
    }

    private sealed class NoKey : IDeserializer<MessageKey>
    {
        public static readonly NoKey Instance = new();

        public MessageKey Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) => new(-1, IsText: true);
    }
}
