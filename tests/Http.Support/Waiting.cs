namespace StreamGuard.Http.Support;

/// <summary>Waits for what others do, which can only be looked at.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <exception cref="TimeoutException">It did not come about in a minute.</exception>
    public static async Task Until(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Longest);
        while (!condition())
        {
            if (limit.IsCancellationRequested) throw new TimeoutException("what was waited for did not come about");
            await Task.Delay(20);
        }
    }
}
