using Confluent.Kafka;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Kafka.Cluster;

/// <summary>
/// The group of consumers that nobody is in: its offset in the first partition of a sink's topic is the last epoch that
/// was committed, for it travels in the same transaction as the epoch's messages. Hosts that share the work of a pipeline
/// have epochs, and checkpoint folders, of their own.
/// </summary>
internal static class EpochGroup
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The epoch, 0 where there is none, and what a transaction needs to move it on.</summary>
    /// <exception cref="RetryableException">No broker answers, or a transaction that moves it is still open.</exception>
    public static (long Epoch, IConsumerGroupMetadata Metadata) Read(Member member, RunContext run, CancellationToken stop)
    {
        var name = $"{member.Pipeline}.{member.Sink}.{TransactionalIds.InstanceOf(run)}.epoch";
        using var consumer = Outsider.Of(name, member.Settings);
        try
        {
            var committed = Steps.Call(step => consumer.Committed([First(member.Topic)], step), Patience, cause => IsEarly(cause.Error.Code), stop).Single().Offset;
            return (committed == Offset.Unset ? 0 : committed.Value, consumer.ConsumerGroupMetadata);
        }
        catch (KafkaException cause) when (cause.Error.Code is not ErrorCode.GroupAuthorizationFailed and not ErrorCode.TopicAuthorizationFailed)
        {
            throw new RetryableException($"the epoch of group {name} cannot be read: {cause.Error.Reason}", cause);
        }
    }

    /// <summary>A cluster that has just been started is not ready to tell, and one under load may be slow.</summary>
    private static bool IsEarly(ErrorCode code) =>
        code is ErrorCode.Local_TimedOut or ErrorCode.NotCoordinatorForGroup or ErrorCode.GroupCoordinatorNotAvailable or ErrorCode.GroupLoadInProgress or ErrorCode.UnstableOffsetCommit;

    public static TopicPartition First(string topic) => new(topic, 0);
}
