namespace StreamGuard.Contracts;

/// <summary>
/// What was written since the last committed epoch is lost to this run, though nothing is wrong with the pipeline: a
/// transaction that was open for too long, say. A run that begins again from its last checkpoint goes on with nothing lost.
/// </summary>
public sealed class RestartNeededException(string message, Exception? cause = null) : Exception(message, cause);
