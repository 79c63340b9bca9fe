namespace StreamGuard.Core.Runtime.Taps;

/// <summary>So many a second, and at once no more than those of a second. To be asked by one thread at a time.</summary>
internal sealed class Allowance(int perSecond, TimeProvider clock)
{
    private double _left = perSecond;
    private long _asked = clock.GetTimestamp();

    /// <summary>How many of those wanted are granted.</summary>
    public int Grant(int wanted)
    {
        Refill();
        var granted = Math.Min(wanted, (int)_left);
        _left -= granted;
        return granted;
    }

    /// <summary>Whether all of those wanted are granted; else none.</summary>
    public bool GrantAll(int wanted)
    {
        Refill();
        if (_left < wanted) return false;
        _left -= wanted;
        return true;
    }

    private void Refill()
    {
        var now = clock.GetTimestamp();
        _left = Math.Min(perSecond, _left + (clock.GetElapsedTime(_asked, now).TotalSeconds * perSecond));
        _asked = now;
    }
}
