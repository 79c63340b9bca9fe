using StreamGuard.Core.Testing;
using StreamGuard.Plugins.Analyst.Tests.Support;

namespace StreamGuard.Plugins.Analyst.Tests;

public sealed class AnalyzeTests : IDisposable
{
    private readonly Support.Analyst _analyst = new();

    public void Dispose() => _analyst.Dispose();

    [Fact]
    public void A_row_goes_on_with_the_answer_behind_its_columns()
    {
        var run = _analyst.Harness(_analyst.Options).Feed(Alerts.Row()).End();

        Assert.Equal("a burst", run.Column("summary")[0]);
        Assert.Equal("a script", run.Column("likely_cause")[0]);
        Assert.Equal("warning", run.Column("assessed_severity")[0]);
        Assert.Equal(["look", "ask"], (object?[])run.Column("next_steps")[0]!);
        Assert.Equal((true, null, "local-7b", 120L, false), (run.Column("analysed")[0], run.Column("not_analysed")[0], run.Column("model")[0], run.Column("tokens")[0], run.Column("from_cache")[0]));
        Assert.Equal(("high", "a1"), (run.Column("severity")[0], run.Column("alert_id")[0]));
        Assert.Equal((1, 0), (run.Account.Passed, run.Account.Held));
    }

    [Fact]
    public void Without_an_endpoint_nothing_is_asked()
    {
        var run = _analyst.Harness(new AnalyzeOptions { Choose = new() { Severity = AlertSeverity.High } }).Feed(Alerts.Row(), Alerts.Row(severity: "info")).End();

        Assert.Equal(["off"], run.Column("not_analysed"));
        Assert.Equal((1, 1), (run.Account.Passed, run.Account.Filtered));
        Assert.Contains("off: there is no endpoint, and chosen rows go on as not analysed", run.Binder.Notes);
    }

    [Fact]
    public async Task The_stream_goes_on_while_an_answer_is_waited_for()
    {
        using var gate = new SemaphoreSlim(0);
        _analyst.Server.Answer = _ =>
        {
            gate.Wait(TimeSpan.FromSeconds(30));
            return ChatServer.Says();
        };
        var run = _analyst.Harness(_analyst.Options);

        run.Feed(Alerts.Row("a1", minutes: 5)).Watermark(Alerts.Start.AddHours(1));
        Assert.Empty(run.Rows);
        Assert.Equal(1, run.Account.Held);
        Assert.Equal(Contracts.Timestamps.FromDateTime(Alerts.Start.AddMinutes(5)), run.WatermarkOut);

        gate.Release();
        await Waiting.Until(() => run.Watermark(Alerts.Start.AddHours(2)).Rows.Count > 0);
        Assert.Equal(run.WatermarkIn, run.WatermarkOut);
        Assert.Equal(0, run.Account.Held);
    }

    [Fact]
    public void More_rows_than_may_wait_go_on_at_once()
    {
        var clock = new VirtualClock(DateTimeOffset.UnixEpoch);
        _analyst.Server.Answer = _ => Reply.Silence;
        var run = _analyst.Harness(_analyst.Options with { Queue = 2, WaitAtEnd = default }, clock).Feed([.. Enumerable.Range(0, 5).Select(n => Alerts.Row($"a{n}"))]);

        Assert.Equal(["too many wait", "too many wait", "too many wait"], run.Column("not_analysed"));
        Assert.Equal(2, run.Account.Held);

        run.End();
        Assert.Equal(2, run.Column("not_analysed").Count(why => (string?)why == "input ended before the answer"));
    }

    [Fact]
    public void A_stop_does_not_wait()
    {
        _analyst.Server.Answer = _ => Reply.Silence;

        var run = _analyst.Harness(_analyst.Options).Feed(Alerts.Row()).Stop();

        Assert.Equal(["stopped before the answer"], run.Column("not_analysed"));
    }

    [Fact]
    public void What_waits_is_asked_again_after_a_restart()
    {
        _analyst.Server.Answer = _ => Reply.Silence;
        var run = _analyst.Harness(_analyst.Options with { Mask = ["user"] }).Feed(Alerts.Row("a1"), Alerts.Row("a2", user: "bob")).Barrier();
        var state = run.Save();
        _analyst.EndRuns();
        _analyst.Server.Answer = _ => ChatServer.Says("""{"summary":"[user-1] did it","likely_cause":"","severity":"high","next_steps":[]}""");

        var again = _analyst.Harness(_analyst.Options with { Mask = ["user"] });
        again.Restore(state);
        again.Account.Held = again.Account.In = 2;
        again.End();

        Assert.Equal(["alice did it", "bob did it"], again.Column("summary").Order());
        Assert.Equal(["a1", "a2"], again.Column("alert_id").Order());
    }

    [Fact]
    public void What_waited_goes_on_when_the_analysis_was_turned_off()
    {
        _analyst.Server.Answer = _ => Reply.Silence;
        var state = _analyst.Harness(_analyst.Options).Feed(Alerts.Row()).Save();

        var off = _analyst.Harness(_analyst.Options with { Endpoint = null });
        off.Restore(state);
        off.Account.Held = off.Account.In = 1;
        off.Barrier();

        Assert.Equal(["off"], off.Column("not_analysed"));
    }

    [Fact]
    public void The_same_question_is_answered_from_the_cache_also_after_a_restart()
    {
        var options = _analyst.Options with { Mask = ["user"], Template = "{rule} of {user}" };
        _analyst.Server.Answer = _ => ChatServer.Says("""{"summary":"[user-1] did it","likely_cause":"","severity":"high","next_steps":[]}""");
        _analyst.Harness(options).Feed(Alerts.Row("a1", user: "alice")).End();
        _analyst.EndRuns();

        var again = _analyst.Harness(options).Feed(Alerts.Row("a2", user: "bob")).End();

        Assert.Single(_analyst.Server.Requests);
        Assert.Equal("bob did it", again.Column("summary")[0]);
        Assert.Equal(true, again.Column("from_cache")[0]);
        Assert.Null(again.Column("tokens")[0]);
    }

    [Fact]
    public void A_budget_that_is_spent_is_told_and_outlives_the_run()
    {
        var clock = new VirtualClock(new DateTimeOffset(2026, 1, 1, 23, 0, 0, TimeSpan.Zero));
        var options = _analyst.Options with { Budget = new() { RequestsPerDay = 1 } };
        _analyst.Harness(options, clock).Feed(Alerts.Row("a1")).End();
        _analyst.EndRuns();

        var spent = _analyst.Harness(options, clock).Feed(Alerts.Row("a2")).End();
        clock.Advance(TimeSpan.FromHours(2));
        spent.Feed(Alerts.Row("a3")).End();

        Assert.Equal(["requests of the day are spent", null], spent.Column("not_analysed"));
        Assert.Equal(2, _analyst.Server.Requests.Count);
    }

    [Fact]
    public void Two_runs_do_not_share_a_budget()
    {
        _analyst.Harness(_analyst.Options).Feed(Alerts.Row());

        var cause = Assert.Throws<IOException>(() => _analyst.Harness(_analyst.Options).Feed(Alerts.Row()));

        Assert.Contains("is in use", cause.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_context_is_of_what_was_before_and_from_the_second_input()
    {
        var options = _analyst.Options with { Context = new() { Key = ["user"], Features = ["failures"], LastRows = 2, Columns = ["action"] }, Mask = ["user"] };
        var run = _analyst.Harness(options, null, Alerts.Schema, Alerts.Events);

        run.Feed(1, Alerts.Event("alice", "one", 1), Alerts.Event("alice", "two", 7), Alerts.Event("alice", "alice was here", 9), Alerts.Event("bob", "other", 1));
        run.Feed(0, Alerts.Row()).End();

        var prompt = Assert.Single(_analyst.Prompts);
        Assert.Contains("""{"action":"two"}""" + "\n" + """{"action":"[user-1] was here"}""", prompt, StringComparison.Ordinal);
        Assert.DoesNotContain("\"one\"", prompt, StringComparison.Ordinal);
        Assert.Contains("""{"feature":"failures","value":9,"median":5,"p95":8.6,"percent_below":75,"keys":2}""", prompt, StringComparison.Ordinal);
        Assert.Equal(4, run.Account.Aggregated);
    }

    [Fact]
    public async Task An_alert_waits_for_the_rows_that_are_before_it()
    {
        var options = _analyst.Options with { Context = new() { Key = ["user"], Columns = ["action"] }, Template = "{last_rows}", Queue = 1 };
        var run = _analyst.Harness(options, null, Alerts.Schema, Alerts.Events);

        run.Feed(0, Alerts.Row(minutes: 10), Alerts.Row("full", minutes: 11)).Watermark(Alerts.Start.AddMinutes(9));
        Assert.Equal(["too many wait"], run.Column("not_analysed"));
        Assert.Empty(_analyst.Server.Requests);
        var state = run.Save();
        _analyst.EndRuns();

        var again = _analyst.Harness(options, null, Alerts.Schema, Alerts.Events).Restore(state);
        again.Account.Held = again.Account.In = 1;
        again.Feed(1, Alerts.Event("alice", "before", minutes: 9), Alerts.Event("alice", "at", minutes: 10), Alerts.Event("alice", "behind", minutes: 11));
        again.Watermark(Alerts.Start.AddMinutes(10));
        await Waiting.Until(() => again.Barrier().Rows.Count > 0);

        Assert.Equal("""{"action":"before"}""" + "\n" + """{"action":"at"}""", Assert.Single(_analyst.Prompts));
    }

    [Fact]
    public void Of_one_input_the_context_is_its_own_earlier_rows()
    {
        var options = _analyst.Options with { Context = new() { Key = ["user"], Columns = ["alert_id"] }, Template = "{last_rows}" };

        _analyst.Harness(options with { Parallel = 1 }).Feed(Alerts.Row("a1"), Alerts.Row("a2"), Alerts.Row("a3", user: "bob")).End();

        Assert.Equal(["none", """{"alert_id":"a1"}""", "none"], _analyst.Prompts.Append("none").Take(3));
        Assert.Equal(2, _analyst.Server.Requests.Count);
    }

    [Fact]
    public void The_context_outlives_the_run()
    {
        var options = _analyst.Options with { Context = new() { Key = ["user"], Features = ["failures"], Columns = ["action"] } };
        var state = _analyst.Harness(options, null, Alerts.Schema, Alerts.Events).Feed(1, Alerts.Event("alice", "before", 3)).Save();
        _analyst.EndRuns();

        _analyst.Harness(options, null, Alerts.Schema, Alerts.Events).Restore(state).Feed(0, Alerts.Row()).End();

        Assert.Contains("""{"action":"before"}""", Assert.Single(_analyst.Prompts), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_answered_and_not_is_counted()
    {
        _analyst.Server.Answer = _ => _analyst.Server.Requests.Count == 1 ? ChatServer.Says() : new Reply(500, "ill");

        var run = _analyst.Harness(_analyst.Options with { Parallel = 1 }).Feed(Alerts.Row("a1"), Alerts.Row("a2")).End();

        var figures = run.Account.Figures.All.ToDictionary(figure => figure.Name, figure => figure.Value);
        Assert.Equal((1, 1, 1, 2), (figures["analysed"], figures["not_analysed"], figures["not_analysed_server_in_trouble"], figures["requests_today"]));
        Assert.Equal("server in trouble: 500 'ill'", run.Account.Figures.All.Single(figure => figure.Name == "not_analysed").Text);
    }

    [Fact]
    public void A_key_that_is_not_there_is_told_at_the_start()
    {
        var cause = Assert.Throws<InvalidOperationException>(() => _analyst.Harness(_analyst.Options with { Key = new() { Env = "NO_SUCH_VARIABLE" } }).Feed(Alerts.Row()));

        Assert.Equal("the environment has no NO_SUCH_VARIABLE, which key is taken from", cause.Message);
    }
}
