namespace StreamGuard.Core.Runtime;

/// <summary>How often and how long a source has waited for what may pass.</summary>
internal sealed class WaitLog(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private long _began;
    private Waits? _waits;

    /// <summary>What it waited for; null when it never had to.</summary>
    public Waits? Waits
    {
        get
        {
            lock (_lock) return _waits;
        }
    }

    /// <summary>It waits from now on, or still does, for this; null when it waits no more.</summary>
    public void Note(string? reason)
    {
        lock (_lock)
        {
            var before = _waits ?? new Waits("", IsWaiting: false, 0, TimeSpan.Zero);
            if (reason is null && !before.IsWaiting) return;
            if (!before.IsWaiting) _began = clock.GetTimestamp();
            _waits = reason is null
                ? before with { IsWaiting = false, Spent = before.Spent + clock.GetElapsedTime(_began) }
                : before with { IsWaiting = true, Reason = reason, Times = before.Times + (before.IsWaiting ? 0 : 1) };
        }
    }
}
