using Confluent.Kafka;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Kafka.Cluster;

namespace StreamGuard.Plugins.Kafka.Source;

/// <summary>
/// Keeps a transaction from committing what this host has read of partitions that others read by now. Offsets go into it
/// without the group's generation: that changes with every rebalance, whoever keeps what, and a transaction that was given
/// an old one can only be aborted. Instead the brokers are asked, once they have the offsets, whether this host is still
/// the member that got the partitions. If it is, whoever gets one later waits for the end of the transaction before it
/// learns where to go on.
/// </summary>
/// <param name="consumer">The member.</param>
/// <param name="queries">The cluster.</param>
/// <param name="settings">Of the consumer.</param>
internal sealed class GroupFence(IConsumer<MessageKey, MessageValue> consumer, ClusterQueries queries, IReadOnlyDictionary<string, string> settings)
{
    private const string OutOfGroup = "it was out of the group for longer than session.timeout.ms or max.poll.interval.ms, and its partitions went to other hosts";

    private IConsumerGroupMetadata? _outside;
    private volatile string? _member;
    private volatile string? _broken;

    /// <summary>What a transaction takes the group's offsets with.</summary>
    public IConsumerGroupMetadata Metadata => _outside ??= Outside();

    /// <summary>The group has given partitions to this host; called by the reading thread.</summary>
    public void Joined() => _member = consumer.MemberId;

    /// <summary>
    /// The client says that partitions are lost of which something is not committed: it was out of the group, or their
    /// topic is gone, and then it may still commit what it has of it.
    /// </summary>
    public void Lost()
    {
        try
        {
            if (IsMember()) return;
        }
        catch (KafkaException)
        {
            // Nobody can tell: what was not committed is read again.
        }

        Break(OutOfGroup);
    }

    /// <summary>Partitions have gone to others before what was read of them was committed: it must never be.</summary>
    public void Break(string why) => _broken = why;

    /// <summary>To be asked behind the offsets and before the commit. May be called by any thread.</summary>
    /// <exception cref="RestartNeededException">The partitions are not all this host's any more.</exception>
    /// <exception cref="RetryableException">The brokers cannot tell now.</exception>
    public void RequireMember()
    {
        try
        {
            if (!IsMember()) Break(OutOfGroup);
        }
        catch (KafkaException cause) when (Troubles.MayPass(cause.Error))
        {
            throw new RetryableException($"the members of group '{settings["group.id"]}' cannot be told: {cause.Error.Reason}", cause);
        }

        if (_broken is { } why) throw new RestartNeededException($"{why}: start from the last checkpoint");
    }

    private bool IsMember() => _member is not { } member || queries.MembersNowAsync().GetAwaiter().GetResult().Any(each => each.ConsumerId == member);

    private IConsumerGroupMetadata Outside()
    {
        using var outsider = Outsider.Of(settings["group.id"], settings);
        return outsider.ConsumerGroupMetadata;
    }
}
