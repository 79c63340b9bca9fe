namespace StreamGuard.Core.Runtime;

/// <summary>How long one block stood still for an epoch, while what runs in it saved its state.</summary>
internal sealed class StandStill(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private long _epoch;
    private long _ticks;

    /// <summary>It stood still for this epoch from then until now.</summary>
    /// <param name="epoch">Its number.</param>
    /// <param name="since">A timestamp of the clock.</param>
    public void Note(long epoch, long since)
    {
        var ticks = clock.GetTimestamp() - since;
        lock (_lock) (_epoch, _ticks) = (epoch, epoch == _epoch ? _ticks + ticks : ticks);
    }

    /// <summary>How long in all for this epoch; nothing for one that is not its last.</summary>
    public TimeSpan For(long epoch)
    {
        lock (_lock) return epoch == _epoch ? clock.GetElapsedTime(0, _ticks) : TimeSpan.Zero;
    }
}
