namespace StreamGuard.Host.Service;

/// <summary>How long to wait before a pipeline that failed is begun again: twice as long each time, up to a longest.</summary>
internal sealed class Backoff(BackoffOptions options)
{
    private int _inVain;

    /// <summary>To be asked once a failure.</summary>
    /// <param name="lasted">How long the run went on before it failed; one that lasted longer than the longest wait begins the count anew.</param>
    public TimeSpan Next(TimeSpan lasted)
    {
        var (first, longest) = (options.First.TimeSpan, options.Longest.TimeSpan);
        if (lasted > longest) _inVain = 0;
        // Above 2^30 times the first it is the longest anyhow.
        var wait = first * Math.Pow(2, Math.Min(_inVain++, 30));
        return wait < longest ? wait : longest;
    }

    /// <summary>What comes is no new start of what failed.</summary>
    public void Reset() => _inVain = 0;
}
