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
    /// <exception cref="InvalidOperationException">The user may not know it.</exception>
    public static (long Epoch, IConsumerGroupMetadata Metadata) Read(Member member, RunContext run, CancellationToken stop)
    {
        var name = $"{member.Pipeline}.{member.Sink}.{TransactionalIds.InstanceOf(run)}.epoch";
        using var consumer = Outsider.Of(name, member.Settings);
        try
        {
            var committed = Steps.Call(step => Committed(consumer, member.Topic, step), Patience, cause => IsEarly(cause.Error.Code), stop);
            return (committed == Offset.Unset ? 0 : committed.Value, consumer.ConsumerGroupMetadata);
        }
        catch (KafkaException cause) when (Failures.IsRefusal(cause.Error.Code))
        {
            throw Failures.Of(cause, new ClientLog(member.Settings));
        }
        catch (KafkaException cause)
        {
            throw new RetryableException($"the epoch of group {name} cannot be read: {cause.Error.Reason}", cause);
        }
    }

    /// <exception cref="KafkaException">There was no answer in time, or why there is none.</exception>
    private static Offset Committed(IConsumer<Ignore, Ignore> consumer, string topic, TimeSpan step)
    {
        try
        {
            return consumer.Committed([First(topic)], step).Single().Offset;
        }
        catch (KafkaException cause) when (cause.Error.Code == ErrorCode.Local_TimedOut)
        {
            // That it may not know the group is told to those only who want messages.
            consumer.Consume(TimeSpan.Zero);
            throw;
        }
    }

    /// <summary>A cluster that has just been started is not ready to tell, and one under load may be slow.</summary>
    private static bool IsEarly(ErrorCode code) =>
        code is ErrorCode.Local_TimedOut or ErrorCode.NotCoordinatorForGroup or ErrorCode.GroupCoordinatorNotAvailable or ErrorCode.GroupLoadInProgress or ErrorCode.UnstableOffsetCommit;

    public static TopicPartition First(string topic) => new(topic, 0);
}
