using StreamGuard.Contracts;
using StreamGuard.Plugins.Analyst.Choosing;
using StreamGuard.Plugins.Analyst.Tests.Support;

namespace StreamGuard.Plugins.Analyst.Tests.Choosing;

public class ChooserTests
{
    [Fact]
    public void Every_row_is_chosen_unless_said_otherwise() => Assert.Equal(3, Chosen(new(), Alerts.Row(), Alerts.Row(severity: null), Alerts.Row(rule: null)).Length);

    [Fact]
    public void Rows_must_meet_every_condition()
    {
        var choice = new AnalyzeChoice { Rules = ["burst", "travel"], Severity = AlertSeverity.High, When = new ExpressionText("score > 1") };

        var chosen = Chosen(choice, Alerts.Row(), Alerts.Row(rule: "travel", severity: "critical"), Alerts.Row(rule: "other"), Alerts.Row(rule: null), Alerts.Row(severity: "warning"), Alerts.Row(severity: null), Alerts.Row(severity: "odd"), Alerts.Row(score: 1), Alerts.Row(score: null));

        Assert.Equal([0, 1], chosen);
    }

    [Theory]
    [InlineData(0.0, 0, 0)]
    [InlineData(0.1, 50, 150)]
    [InlineData(1.0, 1000, 1000)]
    public void A_share_is_drawn_and_the_same_again(double share, int least, int most)
    {
        var rows = Enumerable.Range(0, 1000).Select(n => Alerts.Row($"id{n}", minutes: n)).ToArray();
        var choice = new AnalyzeChoice { Sample = share };

        var drawn = Chosen(choice, rows);

        Assert.InRange(drawn.Length, least, most);
        Assert.Equal(drawn, Chosen(choice, rows));
    }

    [Fact]
    public void One_row_of_a_key_is_chosen_in_a_while_of_event_time()
    {
        var chooser = Chooser(new AnalyzeChoice { OnePer = new() { Key = ["user"], Every = Duration.FromSeconds(3600) } });

        var due = Due(chooser, Alerts.Row(minutes: 0), Alerts.Row(minutes: 59), Alerts.Row(user: "bob", minutes: 59), Alerts.Row(minutes: 60), Alerts.Row(minutes: 30), Alerts.Row(user: null, minutes: 60), Alerts.Row(user: "null", minutes: 61));

        Assert.Equal([true, false, true, true, false, true, true], due);
    }

    [Fact]
    public void The_while_outlives_the_run()
    {
        var choice = new AnalyzeChoice { OnePer = new() { Key = ["user"], Every = Duration.FromSeconds(3600) } };
        var (first, second) = (Chooser(choice), Chooser(choice));
        Due(first, Alerts.Row());
        var state = new System.Buffers.ArrayBufferWriter<byte>();
        first.Save(new StateWriter(state));

        second.Restore(new StateReader(state.WrittenMemory));

        Assert.Equal([false, true], Due(second, Alerts.Row(minutes: 10), Alerts.Row(minutes: 60)));
    }

    [Fact]
    public void Keys_are_forgotten_before_they_are_too_many()
    {
        var chooser = Chooser(new AnalyzeChoice { OnePer = new() { Key = ["user"], Every = Duration.FromSeconds(60) } });

        Due(chooser, [.. Enumerable.Range(0, 100_001).Select(n => Alerts.Row(user: $"u{n}", minutes: n / 1000.0))]);

        Assert.InRange(chooser.StateBytes / 64, 1000, 10_000);
    }

    private static Chooser Chooser(AnalyzeChoice choice)
    {
        var binder = new TestBinder();
        var chooser = new Chooser(new TransformBinding(binder, [Alerts.Schema], ["alerts"]), choice);
        Assert.Empty(binder.Problems.All);
        return chooser;
    }

    private static int[] Chosen(AnalyzeChoice choice, params object?[][] rows) => Chooser(choice).Candidates(Alerts.Batch(Alerts.Schema, rows)).ToArray();

    private static List<bool> Due(Chooser chooser, params object?[][] rows)
    {
        var batch = Alerts.Batch(Alerts.Schema, rows);
        var due = new List<bool>();
        for (var row = 0; row < batch.Rows; row++)
        {
            due.Add(chooser.IsDue(batch, row));
            if (due[^1]) chooser.Chose(batch, row);
        }

        return due;
    }
}
