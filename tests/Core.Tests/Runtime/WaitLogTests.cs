using StreamGuard.Core.Runtime;
using StreamGuard.Core.Testing;

namespace StreamGuard.Core.Tests.Runtime;

public class WaitLogTests
{
    private readonly VirtualClock _clock = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public void Counts_waits_and_sums_their_time()
    {
        var log = new WaitLog(_clock);
        log.Note("no broker");
        _clock.Advance(TimeSpan.FromSeconds(3));
        log.Note("no broker, still");
        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(new Waits("no broker, still", true, 1, TimeSpan.Zero), log.Waits);

        log.Note(null);
        log.Note(null);

        Assert.Equal(new Waits("no broker, still", false, 1, TimeSpan.FromSeconds(7)), log.Waits);
    }

    [Fact]
    public void Says_nothing_of_a_source_that_never_waited()
    {
        var log = new WaitLog(_clock);
        log.Note(null);
        Assert.Null(log.Waits);
    }
}
