using StreamGuard.Core.Testing;

namespace StreamGuard.Core.Tests.Testing;

public class VirtualClockTests
{
    private readonly VirtualClock _clock = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public void Stands_still_until_advanced()
    {
        var before = _clock.GetUtcNow();

        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(DateTimeOffset.UnixEpoch, before);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(5), _clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(5), _clock.GetElapsedTime(0));
    }

    [Fact]
    public void A_jump_is_no_time()
    {
        var fired = 0;
        using var timer = _clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(7), Timeout.InfiniteTimeSpan);

        _clock.Jump(TimeSpan.FromHours(1));
        var forward = _clock.GetUtcNow();
        _clock.Jump(TimeSpan.FromHours(-3));

        Assert.Equal(DateTimeOffset.UnixEpoch.AddHours(1), forward);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddHours(-2), _clock.GetUtcNow());
        Assert.Equal((0, TimeSpan.Zero), (fired, _clock.GetElapsedTime(0)));
    }

    [Fact]
    public void Fires_timers_in_order_at_their_own_time()
    {
        var fired = new List<(string, double)>();
        using var late = _clock.CreateTimer(_ => fired.Add(("late", _clock.Elapsed.TotalSeconds)), null, TimeSpan.FromSeconds(7), Timeout.InfiniteTimeSpan);
        using var often = _clock.CreateTimer(_ => fired.Add(("often", _clock.Elapsed.TotalSeconds)), null, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3));

        _clock.Advance(TimeSpan.FromSeconds(9.5));

        Assert.Equal([("often", 3), ("often", 6), ("late", 7), ("often", 9)], fired);
    }

    [Fact]
    public void Ends_delays_that_have_passed()
    {
        var delay = Task.Delay(TimeSpan.FromSeconds(2), _clock);

        _clock.Advance(TimeSpan.FromSeconds(1));
        var early = delay.IsCompleted;
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.False(early);
        Assert.True(delay.IsCompleted);
    }

    [Fact]
    public void Does_not_fire_a_timer_that_was_disposed()
    {
        var fired = 0;
        var timer = _clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

        _clock.Advance(TimeSpan.FromSeconds(1));
        timer.Dispose();
        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(1, fired);
    }
}
