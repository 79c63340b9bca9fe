using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Influx.Sending;

/// <summary>Takes lines to a server.</summary>
internal interface IWriter
{
    /// <summary>Sends lines; null when all are written.</summary>
    /// <exception cref="RetryableException">The server does not answer, or asks to wait.</exception>
    /// <exception cref="InvalidOperationException">Nothing can be written there; the message says what to do.</exception>
    Task<Refusal?> WriteAsync(ReadOnlyMemory<byte> lines, CancellationToken stop);
}
