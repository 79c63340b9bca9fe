namespace StreamGuard.Plugins.DuckDb.Tests.Support;

/// <summary>A clock that stands until it is moved.</summary>
internal sealed class ManualClock : TimeProvider
{
    private DateTimeOffset _now = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private TimeSpan _passed;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _passed.Ticks;

    public void Advance(TimeSpan time)
    {
        _passed += time;
        _now += time;
    }

    /// <summary>Sets the wall clock; no time passes.</summary>
    public void Jump(TimeSpan by) => _now += by;
}
