namespace StreamGuard.Contracts;

/// <summary>
/// A call of a sink that failed and may succeed when it is made again, as it was: a full disk, a server that does not
/// answer. Whoever throws it has written nothing of the call, or will write it no second time.
/// </summary>
public sealed class RetryableException(string message, Exception? cause = null) : Exception(message, cause);
