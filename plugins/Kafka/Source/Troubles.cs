using Confluent.Kafka;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Kafka.Source;

/// <summary>What may keep a source from reading: told where it may pass by itself, and a failure where it cannot.</summary>
internal sealed class Troubles(SourceOutput output, IReadOnlyList<string> brokers)
{
    private volatile string? _fatal;
    private volatile bool _waits;

    /// <summary>Something is waited for.</summary>
    public bool IsWaiting => _waits;

    /// <summary>An error that the client reports by itself, from whatever thread.</summary>
    public void Report(Error error)
    {
        if (error.Code == ErrorCode.Local_Authentication || error.IsFatal) _fatal ??= Describe(error);
        else if (error.Code is ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Resolve or ErrorCode.Local_Ssl) Waits(error);
    }

    /// <exception cref="IOException">The client reported what does not pass.</exception>
    public void ThrowIfFatal()
    {
        if (_fatal is { } fatal) throw new IOException(fatal);
    }

    /// <summary>Tells the pipeline what is waited for.</summary>
    public void Waits(Error error)
    {
        _waits = true;
        output.WaitsFor(Describe(error));
    }

    /// <summary>The cluster has answered.</summary>
    public void Passed()
    {
        if (!_waits) return;
        _waits = false;
        output.WaitsFor(null);
    }

    /// <summary>Whether to wait and ask again.</summary>
    public static bool MayPass(Error error) => !error.IsFatal && error.Code switch
    {
        ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed or ErrorCode.UnsupportedSaslMechanism => false,
        ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed => false,
        ErrorCode.Local_Fenced or ErrorCode.FencedInstanceId or ErrorCode.UnsupportedVersion or ErrorCode.Local_UnsupportedFeature => false,
        ErrorCode.Local_InvalidArg or ErrorCode.InvalidGroupId or ErrorCode.InconsistentGroupProtocol => false,
        ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition => false,
        ErrorCode.Local_AutoOffsetReset or ErrorCode.OffsetOutOfRange => false,
        _ => true,
    };

    /// <summary>Part of every start and change of leaders; worth a word only when it lasts.</summary>
    public static bool IsBrief(Error error) =>
        error.Code is ErrorCode.NotCoordinatorForGroup or ErrorCode.GroupCoordinatorNotAvailable or ErrorCode.GroupLoadInProgress or ErrorCode.LeaderNotAvailable
            or ErrorCode.NotLeaderForPartition or ErrorCode.Local_WaitCoord;

    /// <summary>In a sentence that says what to do where that can be told.</summary>
    public string Describe(Error error) => error.Code switch
    {
        ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed =>
            $"the brokers do not accept its credentials: {error.Reason}; see settings (sasl.username, sasl.password, sasl.mechanism)",
        ErrorCode.TopicAuthorizationFailed => $"its user may not read the topic: {error.Reason}; it needs Read and Describe on it",
        ErrorCode.GroupAuthorizationFailed => $"its user may not use the group: {error.Reason}; it needs Read on the group",
        ErrorCode.Local_Fenced or ErrorCode.FencedInstanceId =>
            "another process has taken its place in the group: one with the same checkpoint folder, or the same group.instance.id",
        ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Transport or ErrorCode.Local_TimedOut or ErrorCode.Local_Resolve =>
            $"no broker answers at {string.Join(", ", brokers)}: {error.Reason}",
        _ => $"{error.Reason} ({error.Code})",
    };
}
