using Confluent.Kafka;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Kafka.Cluster;

/// <summary>What a failure of a client comes to: wait and try again, begin again from the last checkpoint, or stop.</summary>
internal static class Failures
{
    /// <summary>Errors that the pipeline or the cluster's administrator has to mend; beginning again would bring them again.</summary>
    private static readonly Dictionary<ErrorCode, string> Remedies = new()
    {
        [ErrorCode.TopicAuthorizationFailed] = "give its user the right to write to the topic",
        [ErrorCode.GroupAuthorizationFailed] = "give its user the right to read the groups whose names begin with the pipeline's",
        [ErrorCode.TransactionalIdAuthorizationFailed] = "give its user the right to write with a transactional id that begins with the pipeline's name",
        [ErrorCode.ClusterAuthorizationFailed] = "give its user the right to write idempotently to the cluster",
        [ErrorCode.UnknownTopicOrPart] = "make the topic again, and start from the last checkpoint",
        [ErrorCode.Local_UnknownTopic] = "make the topic again, and start from the last checkpoint",
        [ErrorCode.Local_UnknownPartition] = "make the topic again, and start from the last checkpoint",
        [ErrorCode.MsgSizeTooLarge] = "the topic takes less than it did, or does not tell: start from the last checkpoint, so that rows too large for it are dead letters, or set settings: { batch.size, message.max.bytes } to no more than its max.message.bytes",
        [ErrorCode.InvalidRecord] = "a topic that is compacted wants a key",
        [ErrorCode.InvalidTransactionTimeout] = "make checkpoint.every shorter, or the brokers' transaction.max.timeout.ms longer",
    };

    /// <summary>The exception to throw for a call that failed.</summary>
    /// <param name="cause">What the client threw.</param>
    /// <param name="log">What it said.</param>
    public static Exception Of(KafkaException cause, ClientLog log)
    {
        var error = log.Fatal ?? cause.Error;
        if (error.Code == ErrorCode.Local_Fatal && log.Fatal is null) error = cause.Error;
        if (Remedies.TryGetValue(error.Code, out var remedy)) return new InvalidOperationException($"{Words(error, log)}: {remedy}", cause);
        if (cause is KafkaRetriableException || IsOfWaiting(error.Code)) return new RetryableException(log.Trouble, cause);
        return new RestartNeededException($"{Words(error, log)}: what was not committed is lost, start from the last checkpoint", cause);
    }

    /// <summary>The pipeline or the cluster's administrator has to mend it.</summary>
    public static bool IsRefusal(ErrorCode code) => Remedies.ContainsKey(code);

    private static bool IsOfWaiting(ErrorCode code) =>
        code is ErrorCode.Local_TimedOut or ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Resolve or ErrorCode.Local_WaitCoord or ErrorCode.RequestTimedOut;

    private static string Words(Error error, ClientLog log) => log.FailedTransaction ?? error.Reason;
}
