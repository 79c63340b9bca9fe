using StreamGuard.Core.Runtime;
using StreamGuard.Core.Runtime.Sources;
using StreamGuard.Core.Testing;

namespace StreamGuard.Core.Tests.Runtime.Sources;

public class SourceWaitsTests
{
    private readonly VirtualClock _clock = new(new DateTimeOffset(2025, 11, 8, 14, 30, 0, TimeSpan.Zero));
    private readonly SourceWaits _waits;

    public SourceWaitsTests() => _waits = new SourceWaits(_clock);

    [Fact]
    public void A_partition_that_cannot_be_read_is_told_and_the_source_is_not_away()
    {
        _waits.Note(Partition("a"), "no answer");

        Assert.Equal(("a cannot be read: no answer", true), (_waits.Waits!.Reason, _waits.Waits.IsWaiting));
        Assert.False(_waits.IsAllAway);
    }

    [Fact]
    public void Several_are_one_wait_that_ends_with_the_last()
    {
        var (a, b) = (Partition("a"), Partition("b"));
        _waits.Note(a, "no answer");
        _waits.Note(b, "no answer");
        Assert.Equal("a and 1 more cannot be read: no answer", _waits.Waits!.Reason);

        _waits.Note(a, null);
        Assert.Equal("b cannot be read: no answer", _waits.Waits.Reason);
        _clock.Advance(TimeSpan.FromSeconds(3));
        _waits.Note(b, null);

        Assert.Equal((false, 1, TimeSpan.FromSeconds(3)), (_waits.Waits.IsWaiting, _waits.Waits.Times, _waits.Waits.Spent));
    }

    [Fact]
    public void What_the_source_itself_waits_for_comes_first()
    {
        _waits.Note(Partition("a"), "no answer");

        _waits.Note("no broker answers");

        Assert.Equal("no broker answers", _waits.Waits!.Reason);
        Assert.True(_waits.IsAllAway);
        _waits.Note(null);
        Assert.Equal(("a cannot be read: no answer", true), (_waits.Waits.Reason, _waits.Waits.IsWaiting));
    }

    private static ReadPartition Partition(string name) => new(name, 0, 0, tracked: null);
}
