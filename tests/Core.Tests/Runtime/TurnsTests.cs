using StreamGuard.Core.Runtime;
using StreamGuard.Core.Testing;

namespace StreamGuard.Core.Tests.Runtime;

public sealed class TurnsTests
{
    private readonly VirtualClock _clock = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public void Each_has_the_time_it_took_itself_without_those_it_called()
    {
        var turns = new Turns(_clock);
        var (caller, called) = (new BusyTime(), new BusyTime());

        var nobody = turns.Begin(caller);
        Pass(2);
        var first = turns.Begin(called);
        Pass(30);
        turns.End(first);
        Pass(5);
        turns.End(nobody);
        Pass(100);

        Assert.Equal((Milliseconds(7), Milliseconds(30)), (caller.Ticks, called.Ticks));
    }

    [Fact]
    public void While_the_block_waits_nobody_is_at_work()
    {
        var turns = new Turns(_clock);
        var busy = new BusyTime();

        var nobody = turns.Begin(busy);
        Pass(1);
        var waiting = turns.Begin(null);
        Pass(1000);
        turns.End(waiting);
        Pass(1);
        turns.End(nobody);

        Assert.Equal(Milliseconds(2), busy.Ticks);
    }

    private void Pass(int milliseconds) => _clock.Advance(TimeSpan.FromMilliseconds(milliseconds));

    private static long Milliseconds(int count) => TimeSpan.FromMilliseconds(count).Ticks;
}
