namespace StreamGuard.Contracts;

/// <summary>
/// A call of a sink that failed and may succeed when it is made again, as it was: a full disk, a server that does not
/// answer. Whoever throws it has written and refused nothing of the call, its state included, or will not do it a second
/// time.
/// </summary>
public sealed class RetryableException(string message, Exception? cause = null) : Exception(message, cause);
