namespace StreamGuard.Core.Runtime;

/// <summary>
/// Whose turn it is in one block. What is fused there calls each other directly; this gives each the time it took
/// itself, without those it called: two looks at the clock a call.
/// </summary>
internal sealed class Turns(TimeProvider clock)
{
    private BusyTime? _whose;
    private long _since;

    /// <summary>It is this one's turn; null while the block waits.</summary>
    /// <returns>Whose turn it was, to be given back to <see cref="End"/>.</returns>
    public BusyTime? Begin(BusyTime? whose)
    {
        var before = _whose;
        Pass(whose);
        return before;
    }

    public void End(BusyTime? before) => Pass(before);

    private void Pass(BusyTime? next)
    {
        var now = clock.GetTimestamp();
        _whose?.Add(now - _since);
        (_whose, _since) = (next, now);
    }
}

/// <summary>How long something was at work. Written by one thread at a time, or by several where said so.</summary>
internal sealed class BusyTime
{
    private long _ticks;

    /// <summary>In ticks of the clock.</summary>
    public long Ticks => Interlocked.Read(ref _ticks);

    public void Add(long ticks) => Volatile.Write(ref _ticks, _ticks + ticks);

    /// <summary>For work that several threads do.</summary>
    public void AddShared(long ticks) => Interlocked.Add(ref _ticks, ticks);
}
