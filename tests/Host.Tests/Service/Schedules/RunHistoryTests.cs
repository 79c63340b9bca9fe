using StreamGuard.Host.Service.Schedules;

namespace StreamGuard.Host.Tests.Service.Schedules;

public sealed class RunHistoryTests : IDisposable
{
    private static readonly DateTimeOffset Night = new(2026, 11, 22, 2, 0, 0, TimeSpan.Zero);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Is_there_again_for_the_next_host()
    {
        var history = new RunHistory(_folder["runs/nightly.jsonl"]);
        history.Add(new RunRecord(Night, TurnOutcome.Finished) { Started = Night, Ended = Night.AddMinutes(1), Attempts = 1, RowsIn = 3 });
        history.Add(new RunRecord(null, TurnOutcome.Failed) { Attempts = 3, Failure = "no room" });

        var next = new RunHistory(_folder["runs/nightly.jsonl"]);

        Assert.Equal(history.Turns, next.Turns);
        Assert.Equal(Night, next.LastTime);
    }

    [Fact]
    public void A_line_that_was_cut_off_is_left_out()
    {
        new RunHistory(_folder["nightly.jsonl"]).Add(new RunRecord(Night, TurnOutcome.Finished));
        File.AppendAllText(_folder["nightly.jsonl"], "{\"time\":\"2026-1");

        var history = new RunHistory(_folder["nightly.jsonl"]);
        history.Add(new RunRecord(Night.AddDays(1), TurnOutcome.Finished));

        Assert.Equal([Night, Night.AddDays(1)], new RunHistory(_folder["nightly.jsonl"]).Turns.Select(turn => turn.Time!.Value));
    }

    [Fact]
    public void Keeps_the_last_ones_only()
    {
        var history = new RunHistory(_folder["nightly.jsonl"]);

        for (var i = 0; i < 5 * RunHistory.Most; i++) history.Add(new RunRecord(Night.AddDays(i), TurnOutcome.Finished));

        Assert.InRange(File.ReadAllLines(_folder["nightly.jsonl"]).Length, RunHistory.Most, 2 * RunHistory.Most);
        Assert.Equal(Night.AddDays((5 * RunHistory.Most) - 1), new RunHistory(_folder["nightly.jsonl"]).LastTime);
    }
}
