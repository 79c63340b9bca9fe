using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Rules;
using StreamGuard.Core.Sequences;
using StreamGuard.Core.Tests.Support;
using static StreamGuard.Core.Tests.Rules.RuleRun;

namespace StreamGuard.Core.Tests.Rules;

public class SequenceConditionTests
{
    [Fact]
    public void The_row_that_ends_a_match_raises_the_alert_and_its_message_reads_the_steps()
    {
        var run = Start(Of(Failing("a.count of {a.count}: {a.first.value:F1} to {a.last.value:F1}, then {b.value} of {machine}")));

        run.Feed(Row(1, "m", 1, hot: true), Row(2, "n", 9, hot: true), Row(3, "m", 2.5, hot: true), Row(4, "m", 7, hot: false), Row(5, "n", 7, hot: false));

        Assert.Equal([4], run.Alerted());
        Assert.Equal(["a.count of 2: 1.0 to 2.5, then 7 of m"], run.Column("message"));
        Assert.Equal((4, 1), (run.Account.Filtered, run.Account.Aggregated));
    }

    [Fact]
    public void Messages_of_several_matches_in_one_batch_are_each_of_its_own()
    {
        var run = Start(Of(Failing("{machine} {a.first.value}")));

        run.Feed(Row(1, "m", 1, true), Row(1, "n", 2, true), Row(2, "n", 3, true), Row(2, "m", 4, true), Row(3, "m", 0, false), Row(4, "n", 0, false), Row(5, "m", 5, true), Row(6, "m", 6, true));
        run.Feed(Row(7, "m", 0, false));

        Assert.Equal(["m 1", "n 2", "m 5"], run.Column("message"));
    }

    [Fact]
    public void What_it_emits_is_in_its_alerts_and_null_in_those_of_other_rules()
    {
        var run = Start(Many(("hot", new() { When = new("value > 8") }), ("cooled", Emitting(("times", "a.count"), ("rise", "a.last.value - a.first.value"), ("at", "value")))));

        run.Feed(Row(1, "m", 1, true), Row(2, "n", 3, true), Row(3, "m", 4, true), Row(4, "n", 9, true), Row(5, "n", 8.5, false), Row(6, "m", 7, false));
        run.Feed(Row(7, "m", 1, true), Row(8, "m", 3.5, true)).Feed(Row(9, "m", 0, false));

        Assert.Equal(["hot", "hot", "cooled", "cooled", "cooled"], run.Column("rule"));
        Assert.Equal([null, null, 2L, 2L, 2L], run.Column("times"));
        Assert.Equal([null, null, 6.0, 3.0, 2.5], run.Column("rise"));
        Assert.Equal([null, null, 8.5, 7.0, 0.0], run.Column("at"));
    }

    [Fact]
    public void A_column_that_several_sequences_emit_stands_once()
    {
        var run = Start(Many(("one", Emitting(("times", "a.count"))), ("two", Emitting(("before", "b.value"), ("times", "a.count + 1")))));

        run.Feed(Row(1, "m", 1, true), Row(2, "m", 3, true), Row(3, "m", 4, false));

        Assert.Equal([2L, 3L], run.Column("times"));
        Assert.Equal([null, 4.0], run.Column("before"));
    }

    [Fact]
    public void An_absence_emits_what_was_before_it()
    {
        var unanswered = Unanswered();
        var options = Of(unanswered with { Sequence = unanswered.Sequence! with { Emit = Columns(("since", "a.first.time")) } });
        var run = Start(options).Feed(Row(1, "m", 1, true), Row(2, "n", 2, true));

        var second = Start(options).Restore(run.Save()).End();

        Assert.Equal([At(1), At(2)], second.Column("since"));
    }

    [Theory]
    [InlineData("value", "a.count", ProblemCodes.ColumnTwice)]
    [InlineData("rule", "a.count", ProblemCodes.ColumnTwice)]
    [InlineData("times", "a.first.value", ProblemCodes.ColumnTwice)]
    [InlineData("other", "c.count", "SG402")]
    public void Rejects_what_cannot_be_emitted(string name, string value, string code) =>
        Assert.Equal(code, Assert.Single(TransformHarness.ProblemsOf(new AlertRules(Many(("first", Emitting(("times", "a.count"))), ("second", Emitting((name, value))))), Input).All).Code);

    [Fact]
    public void An_absence_at_the_end_is_told_by_the_row_before_it_when_the_watermark_has_passed()
    {
        var run = Start(Of(Unanswered()));

        run.Feed(Row(1, "m", 1, true), Row(2, "n", 2, true), Row(4, "n", 3, false)).Watermark(At(6));
        Assert.Empty(run.Rows);
        Assert.Equal(3, run.Account.Filtered);
        Assert.Equal(Timestamps.FromDateTime(At(1)), run.WatermarkOut);
        run.Watermark(At(6.5));

        Assert.Equal([1], run.Alerted());
        Assert.Equal(["m stayed hot, 1 times from 1 on"], run.Column("message"));
        Assert.Equal((1, 3, 0), (run.Account.Made, run.Account.Filtered, run.Account.Aggregated));
        Assert.Single(run.End().Rows);
    }

    [Fact]
    public void Absences_decided_at_once_come_in_the_order_of_their_deadlines()
    {
        var run = Start(Of(Unanswered()));

        run.Feed(Row(3, "m", 1, true), Row(1, "n", 2, true)).Feed(Row(2, "o", 3, true)).End();

        Assert.Equal([1, 2, 3], run.Alerted());
        Assert.Equal(["n stayed hot, 1 times from 2 on", "o stayed hot, 1 times from 3 on", "m stayed hot, 1 times from 1 on"], run.Column("message"));
    }

    [Fact]
    public void Overlapping_matches_that_end_with_one_row_raise_one_alert()
    {
        var unanswered = Unanswered();
        var run = Start(Of(unanswered with { Sequence = unanswered.Sequence! with { After = SequenceAfter.NextRow, Steps = [new() { Name = "a", When = new("value = 1") }, new() { When = new("hot") }, unanswered.Sequence.Steps[1]] }, Message = "{a.value}" }));

        run.Feed(Row(1, "m", 1, false), Row(2, "m", 1, false), Row(3, "m", 2, true)).End();

        Assert.Equal([3], run.Alerted());
    }

    [Fact]
    public void Cooldown_holds_for_absences_too()
    {
        var run = Start(Of(Unanswered() with { Key = ["machine"], Cooldown = Duration.FromSeconds(10) }));

        run.Feed(Row(1, "m", 1, true), Row(3, "n", 1, true), Row(8, "m", 1, true)).Watermark(At(30));
        run.Feed(Row(30, "m", 1, true)).End();

        Assert.Equal([1, 3, 30], run.Alerted());
    }

    [Fact]
    public void An_absence_survives_a_checkpoint_with_its_message_and_its_name()
    {
        object?[][] rows = [Row(1, "m", 1, true), Row(2, "n", 2, true)];
        var whole = Start(Of(Unanswered())).Feed(rows).End();

        var first = Start(Of(Unanswered())).Feed(rows).Watermark(At(3));
        var second = Start(Of(Unanswered())).Restore(first.Save()).End();

        Assert.Equal(2, whole.Rows.Count);
        Assert.Equal(whole.Rows, second.Rows);
    }

    [Fact]
    public void A_run_that_is_stopped_decides_no_absence()
    {
        var run = Start(Of(Unanswered())).Feed(Row(1, "m", 1, true));

        Assert.Empty(run.Stop().Rows);
    }

    [Fact]
    public void Says_when_absences_are_decided()
    {
        var run = Start(Of(Unanswered()));

        Assert.Contains("an absence is decided by the watermark, up to 5s behind the row that raises the alert; the watermark passed on stays behind by so much", run.Binder.Notes);
    }

    [Theory]
    [InlineData("{c.count}", "column")]
    [InlineData("{a.first.hot:F1}", ProblemCodes.BadMessage)]
    [InlineData("{b.count", ProblemCodes.BadMessage)]
    public void Rejects_messages_about_what_no_step_has(string message, string code) =>
        Assert.Equal(code, Assert.Single(TransformHarness.ProblemsOf(new AlertRules(Of(Failing(message))), Input).All).Code);

    private static RulesOptions Of(RuleOptions rule) => One(rule);

    private static RuleOptions Failing(string message) => new()
    {
        Sequence = new() { Key = ["machine"], Within = Duration.FromSeconds(60), Steps = [new() { Name = "a", When = new("hot"), AtLeast = 2 }, new() { Name = "b", When = new("not hot") }] },
        Message = message,
    };

    private static RuleOptions Emitting(params (string Name, string Value)[] columns)
    {
        var failing = Failing("{machine}");
        return failing with { Sequence = failing.Sequence! with { Emit = Columns(columns) } };
    }

    private static Dictionary<string, ExpressionText> Columns(params (string Name, string Value)[] columns) => columns.ToDictionary(each => each.Name, each => new ExpressionText(each.Value));

    private static RuleOptions Unanswered() => new()
    {
        Sequence = new() { Key = ["machine"], Within = Duration.FromSeconds(60), Steps = [new() { Name = "a", When = new("hot") }, new() { Not = new("not hot"), Within = Duration.FromSeconds(5) }] },
        Message = "{machine} stayed hot, {a.count} times from {a.first.value} on",
    };
}
