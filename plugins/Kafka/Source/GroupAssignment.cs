using Confluent.Kafka;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Kafka.Source;

/// <summary>
/// An endless read: the partitions that the group gives to this host, and topics that come while it runs. Rebalances are
/// cooperative: a partition that goes to another host is first committed up to what was sent of it. Where that fails its
/// rows come a second time, which is what at least once means, unless a transaction would commit them: that is broken off.
/// </summary>
internal sealed class GroupAssignment(
    KafkaSourceOptions options, SourceOutput output, IConsumer<MessageKey, MessageValue> consumer, ClusterQueries queries, GroupWatch group, GroupFence fence,
    StartOffsets starts, PartitionSet partitions, Sender sender, OffsetCommits commits, IReadOnlyDictionary<string, string> settings, CancellationToken stop) : IDisposable
{
    private const string Stateful = "the pipeline keeps state, which must see every partition";

    private readonly TopicChoice _choice = new(options.Topics);
    private readonly TimeSpan _refresh = ConsumerSettings.Milliseconds(settings, "topic.metadata.refresh.interval.ms", 30_000);
    private readonly TimeSpan _handOver = ConsumerSettings.Milliseconds(settings, "max.poll.interval.ms", 300_000) / 4;
    private readonly Dictionary<TopicPartition, KnownPosition> _left = [];
    private IReadOnlyDictionary<string, int> _first = new Dictionary<string, int>();
    private IReadOnlyList<string> _subscribed = [];
    private Timer? _timer;
    private string? _missing;
    private bool _isSuspicious;
    private volatile IReadOnlyDictionary<string, int>? _found;

    /// <summary>Set when the group is left for good: what is revoked then is not waited for.</summary>
    public bool IsClosing { get; set; }

    /// <summary>The position of a partition that was this host's before.</summary>
    public KnownPosition? Left(TopicPartition place) => _left.TryGetValue(place, out var known) ? known : null;

    /// <exception cref="InvalidDataException">A topic that is named is not there.</exception>
    /// <exception cref="InvalidOperationException">Another host is in the group and may not be.</exception>
    public void Begin()
    {
        _first = queries.Topics();
        _choice.Require(_first);
        if (output.Run.KeepsState) group.WaitUntilAlone(Stateful);
        Subscribe(_choice.Of(_first));
        _timer = new Timer(_ => Look(), null, _refresh, _refresh);
    }

    /// <summary>Takes up topics that have come, gives up those that have gone, and sees whether another host has come.</summary>
    /// <exception cref="InvalidDataException">A topic that is named has been deleted.</exception>
    /// <exception cref="InvalidOperationException">Another host is in the group and may not be.</exception>
    public void Tick()
    {
        if (_isSuspicious)
        {
            _isSuspicious = false;
            group.RequireAlone(Stateful);
        }

        if (_found is not { } found) return;
        _found = null;
        if (IsDeleted(found)) return;
        var topics = _choice.Of(found);
        if (!topics.SequenceEqual(_subscribed)) Subscribe(topics);
    }

    /// <summary>The client says that a topic is not there; those that were just made may be unknown to some brokers still.</summary>
    public void OnUnknownTopic() => Look();

    public IEnumerable<TopicPartitionOffset> OnAssigned(List<TopicPartition> places)
    {
        fence.Joined();
        var begin = starts.Of(places, IsNew);
        foreach (var place in places) partitions.Open(place, begin[place]);
        output.AllOpen();
        return places.Select(place => new TopicPartitionOffset(place, begin[place]));
    }

    /// <summary>Partitions go to another host, once what was sent of them is committed.</summary>
    public void OnRevoked(List<TopicPartitionOffset> places)
    {
        var leaving = Leaving(places);
        if (IsClosing) return;
        // They may come back at once: another host, or a topic that is gone, are not the only reasons.
        _isSuspicious = output.Run.KeepsState;
        var wanted = leaving.Where(partition => partition.Sent > partition.Start).Select(partition => (partition.Place, partition.Sent)).ToList();
        if (wanted.Count > 0 && !_isSuspicious)
        {
            output.AskForEpoch();
            if (!commits.WaitFor(wanted, _handOver, stop)) fence.Break($"its partitions go to another host, and what was read of them could not be committed within {_handOver.TotalSeconds:0} s");
        }

        foreach (var partition in leaving) GiveUp(partition);
    }

    /// <summary>They are another host's already, for this one was out of the group for too long; or their topic is gone.</summary>
    public void OnLost(List<TopicPartitionOffset> places)
    {
        var lost = Leaving(places);
        if (lost.Exists(partition => partition.Sent > Math.Max(partition.Start, commits.Of(partition.Place)))) fence.Lost();
        foreach (var partition in lost) GiveUp(partition);
    }

    public void Dispose() => _timer?.Dispose();

    private void Subscribe(IReadOnlyList<string> topics)
    {
        _subscribed = topics;
        output.WaitsFor(topics.Count == 0 ? $"no topic fits {_choice.Text}; it is looked for one every {_refresh.TotalSeconds:0.#} s" : null);
        if (topics.Count == 0) consumer.Unsubscribe();
        else consumer.Subscribe(topics);
    }

    /// <summary>A topic that is named is twice not among those that are there; brokers that were just started may not know all yet.</summary>
    private bool IsDeleted(IReadOnlyDictionary<string, int> found)
    {
        if (_choice.Missing(found) is not { } missing)
        {
            _missing = null;
            return false;
        }

        if (_missing == missing)
            throw new InvalidDataException($"topic '{missing}' has been deleted. Make it again and run with --fresh, or take it out of topics.");
        _missing = missing;
        _timer!.Change(TimeSpan.FromSeconds(1), _refresh);
        return true;
    }

    private void Look()
    {
        try
        {
            _found = queries.TopicsNow();
        }
        catch (KafkaException)
        {
            // No answer now: the client tells by itself that brokers are down, and it is looked again later.
        }
        catch (ObjectDisposedException)
        {
            // It was just closed.
        }
    }

    private bool IsNew(TopicPartition place) => !_first.TryGetValue(place.Topic, out var count) || place.Partition.Value >= count;

    private List<PartitionReader> Leaving(List<TopicPartitionOffset> places) => [.. places.Select(place => partitions.Find(place.TopicPartition)).OfType<PartitionReader>()];

    private void GiveUp(PartitionReader partition)
    {
        // The client would fetch nothing of it if it came back: it remembers what was paused.
        if (partition.IsPaused) consumer.Resume([partition.Place]);
        _left[partition.Place] = new KnownPosition(partition.Sent, Math.Max(partition.Start, commits.Of(partition.Place)));
        partitions.Remove(partition);
        // What is under way of it goes first.
        var underWay = sender.UnderWay(partition);
        _ = underWay.ContinueWith(_ => output.ReleaseAsync(partition.Partition, stop).AsTask(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
