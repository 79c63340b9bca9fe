namespace StreamGuard.Core.Runtime;

/// <summary>The run was stopped while a call waited for better times, and the call was not made.</summary>
internal sealed class StoppedException(string message, Exception cause) : TimeoutException(message, cause);
