using Confluent.Kafka;

namespace StreamGuard.Plugins.Kafka.Cluster;

/// <summary>
/// What a client last said of its brokers, so that whoever waits for them can say why. librdkafka would write it to
/// standard error, where it tears the run's display apart.
/// </summary>
/// <param name="settings">Of the client.</param>
internal sealed class ClientLog(IReadOnlyDictionary<string, string> settings)
{
    // librdkafka's name for the line that says why a transaction cannot be committed.
    private const string TransactionFailed = "TXNERR";

    private readonly string _brokers = settings["bootstrap.servers"];
    private volatile Error? _error;
    private volatile Error? _refused;
    private volatile string? _transaction;

    /// <summary>Why nothing more can be written by this client; null while it can.</summary>
    public Error? Fatal { get; private set; }

    /// <summary>Why the transaction under way cannot be committed; null when nothing was said.</summary>
    public string? FailedTransaction => _transaction;

    /// <summary>In a sentence: which brokers, and what is wrong with them as far as it is known.</summary>
    public string Trouble => _refused is { } refused
        ? $"the brokers at {_brokers} do not let this client in: {Reason(refused)}"
        : _error is { } error ? $"no answer from the brokers at {_brokers}: {Reason(error)}" : $"no answer from the brokers at {_brokers}";

    /// <summary>The same of so many messages that are on their way.</summary>
    public string Waiting(int messages) => _error is null && _refused is null ? $"the brokers at {_brokers} have not confirmed {messages} messages yet" : Trouble;

    /// <summary>A broker was reached and refused user, password or certificate.</summary>
    public bool IsRefused => _refused is not null;

    public void OnError(Error error)
    {
        if (error.IsFatal) Fatal = error;
        else if (error.Code is ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed or ErrorCode.Local_Ssl) _refused = error;
        // That all are down is what the reason before it comes to.
        else if (error.Code != ErrorCode.Local_AllBrokersDown || _error is null) _error = error;
    }

    public void OnLog(LogMessage line)
    {
        if (line.Name == TransactionFailed) _transaction = line.Message;
    }

    /// <summary>An answer came: what was said before is over.</summary>
    public void Answered() => (_error, _refused) = (null, null);

    /// <summary>Without the client's own state, which it tells in brackets behind.</summary>
    private static string Reason(Error error)
    {
        var state = error.Reason.IndexOf(" (after ", StringComparison.Ordinal);
        return state < 0 ? error.Reason : error.Reason[..state];
    }
}
