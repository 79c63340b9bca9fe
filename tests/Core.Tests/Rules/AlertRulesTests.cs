using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Rules;
using StreamGuard.Core.Tests.Support;
using static StreamGuard.Core.Tests.Rules.RuleRun;

namespace StreamGuard.Core.Tests.Rules;

public class AlertRulesTests
{
    [Fact]
    public void An_alert_is_its_row_behind_what_was_raised()
    {
        var run = Start(One(WhenHot with { Severity = AlertSeverity.Critical, Message = "{machine} at {value:F1}" }));

        run.Feed(Row(1, "a", 1, false), Row(2, "b", 2.26, true));

        Assert.Equal(["rule", "severity", "message", "alert_id", "time", "machine", "value", "hot"], run.Schema.Names);
        Assert.Equal(["rule", "critical", "b at 2.3"], Assert.Single(run.Rows)[..3]);
        Assert.Equal([At(2), "b", 2.26, true], run.Rows[0][4..]);
        Assert.Equal(["alert_id"], run.Schema.Identity);
        Assert.Equal("time", run.Schema.EventTime);
    }

    [Fact]
    public void A_row_raises_alerts_in_the_order_of_rules()
    {
        var run = Start(Many(("first", WhenHot), ("second", WhenHot)));

        run.Feed(Row(1, "a", 1, true), Row(2, "a", 1, true));

        Assert.Equal(["first", "second", "first", "second"], run.Column("rule"));
        Assert.Equal([1, 1, 2, 2], run.Alerted());
        Assert.Equal(4, run.Column("alert_id").Distinct().Count());
    }

    [Fact]
    public void Accounts_a_row_once_however_many_alerts_it_raises()
    {
        var run = Start(Many(("first", WhenHot), ("second", WhenHot)));

        run.Feed(Row(1, "a", 1, true), Row(2, "a", 1, false), Row(3, "a", 1, null));

        Assert.Equal((1, 2, 2), (run.Account.Aggregated, run.Account.Filtered, run.Account.Made));
    }

    [Fact]
    public void Names_an_alert_the_same_in_a_replay_whatever_the_batches()
    {
        object?[][] rows = [Row(1, "a", 1, true), Row(2, "b", 1, true), Row(3, "a", 1, true)];
        var together = Start(One(WhenHot));
        var apart = Start(One(WhenHot));

        together.Feed(rows);
        foreach (var row in rows) apart.Feed(row);

        Assert.Equal(together.Column("alert_id"), apart.Column("alert_id"));
    }

    [Fact]
    public void A_row_without_event_time_is_a_dead_letter_where_a_rule_measures_time()
    {
        var run = Start(One(WhenHot with { Cooldown = Duration.FromSeconds(1) }));

        run.Feed(Row(1, "a", 1, true), Row(null, "a", 1, true), Row(3, "a", 1, true));

        Assert.Equal([1, 3], run.Alerted());
        Assert.Contains("event time", Assert.Single(run.Dead).Reason);
    }

    [Fact]
    public void A_row_without_event_time_is_judged_where_no_rule_measures_time()
    {
        var run = Start(One(WhenHot));

        run.Feed(Row(null, "a", 1, true));

        Assert.Single(run.Rows);
    }

    [Fact]
    public void Refuses_rows_that_may_be_revised()
    {
        var updating = new Schema(Input.Fields) { EventTime = "time", IsUpdating = true };

        var problems = TransformHarness.ProblemsOf(new AlertRules(One(WhenHot)), updating);

        Assert.Equal(ProblemCodes.UpdatingInput, Assert.Single(problems.All).Code);
    }

    [Fact]
    public void Refuses_an_input_that_has_a_column_of_alerts()
    {
        var problems = TransformHarness.ProblemsOf(new AlertRules(One(WhenHot)), Input.Add(new Field("severity", ColumnType.Int)));

        Assert.Equal(ProblemCodes.ColumnTwice, Assert.Single(problems.All).Code);
    }

    [Fact]
    public void Refuses_to_measure_time_where_there_is_none()
    {
        var problems = TransformHarness.ProblemsOf(new AlertRules(One(WhenHot with { Cooldown = Duration.FromSeconds(1) })), new Schema(Input.Fields));

        Assert.Equal(ProblemCodes.NeedsEventTime, Assert.Single(problems.All).Code);
    }

    [Fact]
    public void Keyed_state_is_said_to_be_unbounded()
    {
        var keyed = Start(One(WhenHot with { For = new Extent(3, default), Key = ["machine"] }));
        var single = Start(One(WhenHot with { For = new Extent(3, default) }));

        Assert.Equal((false, true), (keyed.Binder.StateIsBounded, single.Binder.StateIsBounded));
    }

    [Fact]
    public void Goes_on_after_a_restore_as_if_nothing_had_been()
    {
        var options = Many(
            ("held", WhenHot with { For = new Extent(3, default), Key = ["machine"], Cooldown = Duration.FromSeconds(4) }),
            ("odd", new RuleOptions { Zscore = new ZscoreOptions { Of = new("value"), Over = new Extent(0, Duration.FromSeconds(9)), Above = 1.5 } }),
            ("moved", new RuleOptions { Change = new ChangeOptions { Of = new("value"), Within = Duration.FromSeconds(5), Above = 0.5 }, Key = ["machine"] }));
        var rows = RandomRows(200);
        var whole = Start(options).Feed(rows);

        var before = Start(options).Feed(rows[..90]);
        var after = Start(options).Restore(before.Save()).Feed(rows[90..]);

        Assert.NotEmpty(after.Rows);
        Assert.Equal(whole.Rows, before.Rows.Concat(after.Rows));
    }

    private static object?[][] RandomRows(int count)
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, count).Select(i => Row(i + random.Next(3), "abc"[random.Next(3)].ToString(), random.NextDouble(), random.Next(4) > 0))];
    }
}
