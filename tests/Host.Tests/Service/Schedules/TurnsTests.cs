using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Schedules;
using StreamGuard.Host.Service.Schedules;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Service.Schedules;

public sealed class TurnsTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly RunResult Fine = new(null, false, false, 0, new RunSnapshot(default, [], 0, 0, new Dictionary<(string, string), long>(), new CheckpointFigures(), 0));

    private readonly SetClock _clock = new(Start);
    private readonly List<RunRecord> _noted = [];

    [Fact]
    public void A_turn_is_due_when_its_time_comes()
    {
        var turns = Nightly();

        Assert.False(turns.IsDue());
        Assert.Equal(Start.AddHours(14), turns.Next);
        _clock.Now = Start.AddHours(14);

        Assert.True(turns.IsDue());
        Assert.False(turns.IsDue());
    }

    [Fact]
    public void Times_without_a_host_are_made_up_for_by_one_turn()
    {
        var turns = Nightly(last: Start.AddDays(-5));

        Assert.True(turns.IsDue());
        Run(turns);

        Assert.Equal((Start.AddHours(-10), 4), (_noted.Single().Time, _noted.Single().LeftOut));
        Assert.False(turns.IsDue());
    }

    [Fact]
    public void Times_without_a_host_are_left_out_where_the_schedule_says_so()
    {
        var turns = Nightly(new() { Cron = "0 2 * * *", Missed = MissedRuns.Skip }, Start.AddDays(-5));

        Assert.False(turns.IsDue());

        Assert.Equal((TurnOutcome.Missed, 5), (_noted.Single().Outcome, _noted.Single().LeftOut));
    }

    [Fact]
    public void Times_during_a_long_turn_are_left_out()
    {
        var turns = Nightly(new() { Cron = "0 * * * *" });
        _clock.Now = Start.AddHours(1);
        Assert.True(turns.IsDue());
        turns.Begin();
        _clock.Now = Start.AddHours(4.5);
        turns.End(Fine, TurnOutcome.Finished);
        turns.Rest();

        Assert.False(turns.IsDue());

        Assert.Equal([(TurnOutcome.Finished, 0L), (TurnOutcome.Overlapped, 3L)], _noted.Select(turn => (turn.Outcome, turn.LeftOut)));
        Assert.Equal(Start.AddHours(5), turns.Next);
    }

    [Fact]
    public void Times_during_a_long_turn_are_made_up_for_where_the_schedule_says_so()
    {
        var turns = Nightly(new() { Cron = "0 * * * *", Overlap = OverlappingRuns.Queue });
        _clock.Now = Start.AddHours(1);
        Assert.True(turns.IsDue());
        turns.Begin();
        _clock.Now = Start.AddHours(4.5);
        turns.End(Fine, TurnOutcome.Finished);
        turns.Rest();

        Assert.True(turns.IsDue());
    }

    [Fact]
    public void A_turn_counts_its_attempts()
    {
        var turns = Nightly(new() { Cron = "0 2 * * *", Attempts = 2 });
        _clock.Now = Start.AddHours(14);
        turns.IsDue();

        turns.Begin();
        Assert.True(turns.HasAttempts);
        turns.Begin();
        Assert.False(turns.HasAttempts);
        turns.End(Fine, TurnOutcome.Failed);

        Assert.Equal(2, _noted.Single().Attempts);
        Assert.True(turns.HasAttempts);
    }

    [Fact]
    public void A_clock_that_is_put_back_repeats_no_turn()
    {
        var turns = Nightly();
        _clock.Now = Start.AddHours(14);
        Assert.True(turns.IsDue());
        Run(turns);

        _clock.Now = Start.AddHours(13);
        Assert.False(turns.IsDue());
        _clock.Now = Start.AddHours(14);
        Assert.False(turns.IsDue());
    }

    private Turns Nightly(ScheduleOptions? options = null, DateTimeOffset? last = null) =>
        new(Schedule.Parse(options ?? new ScheduleOptions { Cron = "0 2 * * *" }), last, _clock, _noted.Add);

    private static void Run(Turns turns)
    {
        turns.Begin();
        turns.End(Fine, TurnOutcome.Finished);
        turns.Rest();
    }
}
