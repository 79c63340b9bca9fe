using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Webhook.Sending;

/// <summary>Takes a body to a server.</summary>
internal interface IPoster
{
    /// <summary>Sends it; null when it is taken.</summary>
    /// <param name="body">JSON.</param>
    /// <param name="key">By which the receiver tells what is sent again; null where there is none.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="RetryableException">The server does not answer, or asks to wait.</exception>
    /// <exception cref="InvalidOperationException">The server is not to be trusted.</exception>
    Task<Refusal?> PostAsync(ReadOnlyMemory<byte> body, string? key, CancellationToken stop);
}

/// <summary>What a server said that does not take a body.</summary>
/// <param name="Words">Its words, as a dead letter has them.</param>
/// <param name="IsOfContent">It may be of some rows of the body only: what they hold, or how many they are.</param>
internal sealed record Refusal(string Words, bool IsOfContent);
