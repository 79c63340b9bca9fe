using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Http;

/// <summary>Why a request got no answer.</summary>
internal enum HttpTrouble
{
    /// <summary>No connection came about: no request went out.</summary>
    NotReached,

    /// <summary>There was one, and it broke.</summary>
    Broken,

    /// <summary>The answer was not there in time.</summary>
    TimedOut,

    /// <summary>The server's certificate is not to be trusted, or it speaks no TLS: no request went out.</summary>
    NotTrusted,
}

/// <summary>A request that got no answer. The message names the server as it may be printed.</summary>
internal sealed class HttpFailure(HttpTrouble trouble, string message, Exception? cause = null) : Exception(message, cause)
{
    public HttpTrouble Trouble { get; } = trouble;

    /// <summary>What a sink throws for it: all but a server that is not to be trusted may be another time.</summary>
    public Exception OfSink() => Trouble == HttpTrouble.NotTrusted ? new InvalidOperationException(Message, this) : new RetryableException(Message, this);
}
