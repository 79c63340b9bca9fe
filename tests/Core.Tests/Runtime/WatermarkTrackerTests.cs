using System.Buffers;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Testing;

namespace StreamGuard.Core.Tests.Runtime;

public class WatermarkTrackerTests
{
    private readonly VirtualClock _clock = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public void Is_the_largest_event_time_less_the_disorder()
    {
        var tracker = Tracker();
        var partition = tracker.Add("a");

        tracker.Observe(partition, 100);
        tracker.Observe(partition, 90);

        Assert.True(tracker.Raise());
        Assert.Equal(90, tracker.Watermark);
        Assert.False(tracker.Raise());
    }

    [Fact]
    public void Is_held_back_by_the_slowest_active_partition()
    {
        var tracker = Tracker();
        var (fast, slow) = (tracker.Add("fast"), tracker.Add("slow"));

        tracker.Observe(fast, 1000);
        Assert.False(tracker.Raise());
        tracker.Observe(slow, 50);
        Assert.True(tracker.Raise());

        Assert.Equal(40, tracker.Watermark);
    }

    [Fact]
    public void Is_not_held_back_by_a_finished_partition()
    {
        var tracker = Tracker();
        var (fast, slow) = (tracker.Add("fast"), tracker.Add("slow"));
        tracker.Observe(fast, 1000);
        tracker.Observe(slow, 50);

        slow.Finished = true;

        Assert.True(tracker.Raise());
        Assert.Equal(990, tracker.Watermark);
    }

    [Fact]
    public void Never_goes_back()
    {
        var tracker = Tracker();
        var first = tracker.Add("first");
        tracker.Observe(first, 1000);
        tracker.Raise();
        first.Finished = true;

        var second = tracker.Add("second");
        tracker.Observe(second, 10);

        Assert.False(tracker.Raise());
        Assert.Equal(990, tracker.Watermark);
    }

    [Fact]
    public void Is_held_back_by_what_a_checkpoint_knows_until_all_that_is_there_is_open()
    {
        var tracker = Restored(("gone", 50), ("there", 50));
        var there = tracker.Add("there");
        tracker.Observe(there, 61_000_051);
        var (rose, wasAhead) = (tracker.Raise(), tracker.IsAhead(there));

        tracker.AllOpen();

        Assert.False(rose);
        Assert.True(wasAhead);
        Assert.True(tracker.Raise());
        Assert.Equal(61_000_041, tracker.Watermark);
        Assert.False(tracker.IsAhead(there));
    }

    [Fact]
    public void A_partition_that_comes_back_holds_it_again()
    {
        var tracker = Restored(("back", 50), ("there", 50));
        var there = tracker.Add("there");
        tracker.AllOpen();

        var back = tracker.Add("back");
        tracker.Observe(there, 1000);
        var isHeld = !tracker.Raise();
        tracker.Observe(back, 500);

        Assert.True(isHeld);
        Assert.True(tracker.Raise());
        Assert.Equal(490, tracker.Watermark);
    }

    [Fact]
    public void A_silent_partition_becomes_idle_only_at_its_end()
    {
        var tracker = Tracker(idleAfter: 5);
        var (reading, silent) = (tracker.Add("reading"), tracker.Add("silent"));
        tracker.Observe(reading, 1000);
        tracker.Observe(silent, 50);
        tracker.Raise();

        _clock.Advance(TimeSpan.FromSeconds(6));
        tracker.Tick();
        var underWay = tracker.Raise();
        silent.CaughtUp = true;
        tracker.Tick();

        Assert.False(underWay);
        Assert.True(tracker.Raise());
        Assert.Equal(990, tracker.Watermark);
    }

    [Fact]
    public void A_row_wakes_an_idle_partition()
    {
        var tracker = Tracker(idleAfter: 5);
        var partition = tracker.Add("a");
        tracker.Observe(partition, 100);
        partition.CaughtUp = true;
        _clock.Advance(TimeSpan.FromSeconds(6));
        tracker.Tick();
        tracker.Raise();
        var wasIdle = tracker.AllIdle;

        tracker.Observe(partition, 200);
        tracker.Raise();

        Assert.True(wasIdle);
        Assert.False(tracker.AllIdle);
    }

    [Fact]
    public void A_source_that_cannot_be_read_is_not_silent()
    {
        var tracker = Tracker(idleAfter: 5, bounded: false);
        var partition = tracker.Add("a");
        tracker.Observe(partition, 100);
        partition.CaughtUp = true;
        tracker.Raise();

        for (var second = 0; second < 60; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            tracker.Away();
            Assert.False(tracker.Raise());
        }

        _clock.Advance(TimeSpan.FromSeconds(4));
        tracker.Tick();
        Assert.False(tracker.Raise());
        _clock.Advance(TimeSpan.FromSeconds(1));
        tracker.Tick();
        Assert.True(tracker.Raise());
        Assert.Equal(100 + 5_000_000, tracker.Watermark);
    }

    [Fact]
    public void A_partition_that_cannot_be_read_is_not_silent_while_others_are()
    {
        var tracker = Tracker(idleAfter: 5, bounded: false);
        var (away, quiet) = (tracker.Add("a"), tracker.Add("b"));
        tracker.Observe(away, 100);
        tracker.Observe(quiet, 200);
        (away.CaughtUp, quiet.CaughtUp, away.IsAway) = (true, true, true);

        for (var second = 0; second < 60; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            tracker.Tick();
            tracker.Raise();
        }

        Assert.True(quiet.Idle);
        Assert.Equal(90, tracker.Watermark);
        away.IsAway = false;
        _clock.Advance(TimeSpan.FromSeconds(4));
        tracker.Tick();
        Assert.False(away.Idle);
        _clock.Advance(TimeSpan.FromSeconds(1));
        tracker.Tick();
        Assert.True(away.Idle);
    }

    [Fact]
    public void Goes_on_with_the_clock_when_all_are_idle()
    {
        var tracker = Tracker(idleAfter: 5, bounded: false);
        var partition = tracker.Add("a");
        tracker.Observe(partition, 100);
        partition.CaughtUp = true;

        _clock.Advance(TimeSpan.FromSeconds(6));
        tracker.Tick();

        Assert.True(tracker.Raise());
        Assert.Equal(100 + 6_000_000, tracker.Watermark);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_wall_clock_that_is_set_makes_nobody_silent_and_keeps_nobody_from_it(int hours)
    {
        var tracker = Tracker(idleAfter: 5, bounded: false);
        var partition = tracker.Add("a");
        tracker.Observe(partition, 100);
        partition.CaughtUp = true;
        tracker.Raise();

        _clock.Jump(TimeSpan.FromHours(hours));
        tracker.Tick();
        tracker.Raise();
        var wasIdle = tracker.AllIdle;
        _clock.Advance(TimeSpan.FromSeconds(6));
        tracker.Tick();
        tracker.Raise();

        Assert.False(wasIdle);
        Assert.True(tracker.AllIdle);
        Assert.Equal(100 + 6_000_000, tracker.Watermark);
    }

    [Fact]
    public void Stands_still_in_a_replay_when_all_are_idle()
    {
        var tracker = Tracker(idleAfter: 5, bounded: true);
        var partition = tracker.Add("a");
        tracker.Observe(partition, 100);
        partition.CaughtUp = true;
        tracker.Raise();

        _clock.Advance(TimeSpan.FromSeconds(6));
        tracker.Tick();

        Assert.False(tracker.Raise());
        Assert.True(tracker.AllIdle);
    }

    [Fact]
    public void A_partition_too_far_ahead_is_told_so()
    {
        var tracker = Tracker();
        var (ahead, behind) = (tracker.Add("ahead"), tracker.Add("behind"));
        tracker.Observe(ahead, 61_000_001);
        tracker.Observe(behind, 1_000_000);

        Assert.True(tracker.IsAhead(ahead));
        Assert.False(tracker.IsAhead(behind));
        tracker.Observe(behind, 1_000_001);
        Assert.False(tracker.IsAhead(ahead));
    }

    private WatermarkTracker Restored(params (string Name, long Greatest)[] partitions)
    {
        var (saved, restored) = (Tracker(), Tracker());
        foreach (var (name, greatest) in partitions) saved.Observe(saved.Add(name), greatest);
        saved.Raise();
        var state = new ArrayBufferWriter<byte>();
        saved.Save(new StateWriter(state));
        restored.Restore(new StateReader(state.WrittenMemory));
        return restored;
    }

    private WatermarkTracker Tracker(double? idleAfter = null, bool bounded = true) => new(
        new EventTimeOptions
        {
            Column = "time",
            Disorder = Duration.FromMicroseconds(10),
            IdleAfter = idleAfter is { } seconds ? Duration.FromSeconds(seconds) : null,
        },
        bounded,
        _clock);
}
