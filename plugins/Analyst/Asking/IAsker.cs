namespace StreamGuard.Plugins.Analyst.Asking;

/// <summary>Asks a question, as often as it takes.</summary>
internal interface IAsker : IDisposable
{
    /// <summary>What becomes of it; fails only when <paramref name="stop"/> is set.</summary>
    Task<Outcome> AskAsync(string prompt, CancellationToken stop);
}
