using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Kafka.Cluster;
using StreamGuard.Plugins.Kafka.Native;

namespace StreamGuard.Plugins.Kafka.Source;

/// <summary>
/// What a source asks the cluster: topics, offsets, the group. A question that cannot be answered for what may pass, such
/// as a broker that does not answer, is asked again until it is, and meanwhile the pipeline is told what is waited for; one
/// that never will be is an <see cref="IOException"/> that says why.
/// </summary>
/// <param name="consumer">The client.</param>
/// <param name="admin">The same, for an administrator's questions.</param>
/// <param name="group">The consumer group.</param>
/// <param name="troubles">Tells what passes and what does not.</param>
/// <param name="stop">Ends the waiting.</param>
internal sealed class ClusterQueries(
    IConsumer<MessageKey, MessageValue> consumer, IAdminClient admin, string group, Troubles troubles, CancellationToken stop)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    // A question about a group that librdkafka itself gives up may end the process, by an assertion of its own (its issue
    // 4605): we give it up before.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BriefPause = TimeSpan.FromMilliseconds(100);
    private const int BriefAttempts = 50;

    /// <summary>Every topic with its number of partitions, Kafka's own among them.</summary>
    public IReadOnlyDictionary<string, int> Topics() => Ask(TopicsNow);

    /// <summary>The same, asked once.</summary>
    /// <exception cref="KafkaException">There was no answer.</exception>
    public IReadOnlyDictionary<string, int> TopicsNow() => TopicsNow(Timeout);

    /// <summary>The same, asked once. May be called by any thread.</summary>
    /// <exception cref="KafkaException">There was no answer in time.</exception>
    /// <exception cref="ObjectDisposedException">The client is closed.</exception>
    public IReadOnlyDictionary<string, int> TopicsNow(TimeSpan timeout)
    {
        using var held = InUse.Of(consumer);
        return admin.GetMetadata(timeout).Topics.Where(topic => topic.Error.Code is not (ErrorCode.UnknownTopicOrPart or ErrorCode.TopicAuthorizationFailed)).ToDictionary(topic => topic.Topic, topic => topic.Partitions.Count);
    }

    /// <summary>The first offset of each partition that can be read.</summary>
    public Dictionary<TopicPartition, long> Earliest(IReadOnlyCollection<TopicPartition> partitions) => Offsets(partitions, OffsetSpec.Earliest(), IsolationLevel.ReadUncommitted);

    /// <summary>The offset behind the last message of each partition.</summary>
    /// <param name="partitions">Which.</param>
    /// <param name="isolation">Whether messages of open transactions count.</param>
    public Dictionary<TopicPartition, long> Latest(IReadOnlyCollection<TopicPartition> partitions, IsolationLevel isolation) => Offsets(partitions, OffsetSpec.Latest(), isolation);

    /// <summary>The offset of the first message that is as late as a time or later; -1 where there is none.</summary>
    public Dictionary<TopicPartition, long> At(IReadOnlyCollection<TopicPartition> partitions, string time)
    {
        if (!Timestamps.TryParse(time, out var micros)) throw new ArgumentException($"'{time}' is no time", nameof(time));
        // Messages have whole milliseconds: one of the millisecond that the time is in may be earlier.
        return Offsets(partitions, OffsetSpec.ForTimestamp((micros + 999) / 1000), IsolationLevel.ReadUncommitted);
    }

    /// <summary>What the group has committed, where it has.</summary>
    public Dictionary<TopicPartition, long> Committed(IReadOnlyCollection<TopicPartition> partitions) =>
        partitions.Count == 0 ? [] : Ask(step => consumer.Committed(partitions, step)
            .Where(each => each.Offset.Value >= 0)
            .ToDictionary(each => each.TopicPartition, each => each.Offset.Value));

    /// <summary>The members of the group.</summary>
    public IReadOnlyList<MemberDescription> Members() => Ask(_ => MembersNowAsync().WaitAsync(stop).GetAwaiter().GetResult());

    /// <summary>The same, asked once, whether it is to stop or not.</summary>
    /// <exception cref="KafkaException">There was no answer.</exception>
    public async Task<IReadOnlyList<MemberDescription>> MembersNowAsync()
    {
        try
        {
            var answer = await admin.DescribeConsumerGroupsAsync([group], new DescribeConsumerGroupsOptions { RequestTimeout = Longest }).WaitAsync(Timeout).ConfigureAwait(false);
            return [.. answer.ConsumerGroupDescriptions.SelectMany(each => each.Members)];
        }
        catch (DescribeConsumerGroupsException cause)
        {
            var error = cause.Results.ConsumerGroupDescriptions[0].Error;
            // Nobody was ever in it.
            if (error.Code == ErrorCode.GroupIdNotFound) return [];
            throw new KafkaException(error);
        }
        catch (TimeoutException)
        {
            throw new KafkaException(ErrorCode.Local_TimedOut);
        }
    }

    private Dictionary<TopicPartition, long> Offsets(IReadOnlyCollection<TopicPartition> partitions, OffsetSpec spec, IsolationLevel isolation) =>
        partitions.Count == 0 ? [] : Ask(_ =>
        {
            try
            {
                return admin.ListOffsetsAsync(
                        partitions.Select(each => new TopicPartitionOffsetSpec { TopicPartition = each, OffsetSpec = spec }),
                        new ListOffsetsOptions { RequestTimeout = Timeout, IsolationLevel = isolation }).WaitAsync(stop)
                    .GetAwaiter().GetResult().ResultInfos
                    .ToDictionary(each => each.TopicPartitionOffsetError.TopicPartition, each => each.TopicPartitionOffsetError.Offset.Value);
            }
            catch (ListOffsetsException cause)
            {
                throw new KafkaException(cause.Result.ResultInfos.First(each => each.TopicPartitionOffsetError.Error.IsError).TopicPartitionOffsetError.Error);
            }
        });

    private T Ask<T>(Func<TimeSpan, T> question)
    {
        for (var asked = 1; ; asked++)
        {
            stop.ThrowIfCancellationRequested();
            troubles.ThrowIfFatal();
            try
            {
                var answer = Steps.Call(question, Timeout, cause => cause.Error.Code == ErrorCode.Local_TimedOut, stop);
                troubles.Passed();
                return answer;
            }
            catch (KafkaException cause) when (Troubles.MayPass(cause.Error))
            {
                // A group that is used for the first time has no coordinator for a moment.
                var isBrief = asked < BriefAttempts && Troubles.IsBrief(cause.Error);
                if (!isBrief) troubles.Waits(cause.Error);
                stop.WaitHandle.WaitOne(isBrief ? BriefPause : Pause);
            }
            catch (KafkaException cause)
            {
                throw new IOException(troubles.Describe(cause.Error), cause);
            }
        }
    }
}
