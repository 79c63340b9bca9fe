using StreamGuard.Contracts;
using StreamGuard.Core.History;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.History;

public class OverTests
{
    private static readonly Schema Events = new([new("user", ColumnType.String), new("at", ColumnType.Timestamp), new("ip", ColumnType.String), new("score", ColumnType.Float)]) { EventTime = "at" };

    [Fact]
    public void A_row_sees_what_came_before_it_of_its_key()
    {
        var run = Arrival(("seen", "count()"), ("mean_before", "mean(score)"), ("gap", "elapsed(at)"));

        run.Feed(Row("alice", 1, "a", 2), Row("bob", 2, "a", 5), Row("alice", 4.5, "b", 4)).Feed(Row("alice", 5, "a", 0));

        Assert.Equal([0L, 0L, 1L, 2L], run.Column("seen"));
        Assert.Equal([null, null, 2.0, 3.0], run.Column("mean_before"));
        Assert.Equal([null, null, 3.5, 0.5], run.Column("gap"));
        Assert.Equal(4, run.Account.Passed);
    }

    [Fact]
    public void Calls_and_the_rows_own_columns_mix()
    {
        var run = Arrival(("high", "score > 2 * mean(score)"), ("n", "count()"), ("highs", "count_if(high)"), ("share_of_highs", "highs / n"), ("plain", "score + 1"));

        run.Feed(Row("a", 1, "x", 1), Row("a", 2, "x", 3), Row("a", 3, "x", 1), Row("a", 4, "x", 9));

        Assert.Equal([null, true, false, true], run.Column("high"));
        Assert.Equal([0L, 0L, 1L, 1L], run.Column("highs"));
        Assert.Equal([null, 0.0, 0.5, 1 / 3.0], run.Column("share_of_highs"));
        Assert.Equal([2.0, 4.0, 2.0, 10.0], run.Column("plain"));
    }

    [Fact]
    public void Sees_self_counts_the_row_and_sees_instant_all_of_its_instant()
    {
        object?[][] rows = [Row("a", 1, "x", 1), Row("a", 1, "x", 3), Row("a", 2, "x", 5)];

        var self = New(Sees.Self, OverOrder.Arrival, ("n", "count()"), ("m", "mean(score)")).Feed(rows);
        var instant = New(Sees.Instant, OverOrder.EventTime, ("n", "count()"), ("m", "mean(score)")).Feed(rows).End();

        Assert.Equal([1L, 2L, 3L], self.Column("n"));
        Assert.Equal([1.0, 2.0, 3.0], self.Column("m"));
        Assert.Equal([2L, 2L, 3L], instant.Column("n"));
        Assert.Equal([2.0, 2.0, 3.0], instant.Column("m"));
    }

    [Fact]
    public void Elapsed_of_a_span_is_since_its_newest_row_that_came_before()
    {
        (string, string)[] compute = [("near", "elapsed(at, last: 2s)"), ("open", "elapsed(at, last: 2s exclusive)"), ("rows", "elapsed(at, last: 1 rows)"), ("long_ago", "elapsed(at, last: 2s, before: 3s)")];
        var run = New(Sees.Self, OverOrder.Arrival, compute);

        run.Feed(Row("a", 1, "x", 1), Row("b", 2, "x", 1), Row("a", 3, "x", 1), Row("a", 5.5, "x", 1)).Watermark(At(5));
        var later = New(Sees.Self, OverOrder.Arrival, compute).Restore(run.Save()).Feed(Row("a", 6, "x", 1));

        Assert.Equal([null, null, 2.0, null], run.Column("near"));
        Assert.Equal([null, null, null, null], run.Column("open"));
        Assert.Equal([null, null, 2.0, 2.5], run.Column("rows"));
        Assert.Equal([null, null, null, 4.5], run.Column("long_ago"));
        Assert.Equal([0.5, 0.5, 0.5, 3.0], ((string[])["near", "open", "rows", "long_ago"]).Select(name => Assert.Single(later.Column(name))));
    }

    [Fact]
    public void Ewma_of_a_span_weighs_its_rows_alone()
    {
        var run = Arrival(("rows", "ewma(score, 3, last: 2 rows)"), ("span", "ewma(score, 3, last: 2s)"), ("other", "ewma(score, 7, last: 2s)"), ("half", "ewma(score, '1s', last: 2s)"));

        run.Feed(Row("a", 1, "x", 8), Row("a", 2, "x", 2), Row("b", 2, "x", 100), Row("a", 3, "x", 5), Row("a", 4, "x", 0), Row("a", 10, "x", 0));

        Assert.Equal([null, 8.0, null, 4.0, 4.0, 1.6667], run.Column("rows").Select(value => value is double number ? Math.Round(number, 4) : value));
        Assert.Equal([null, 8.0, null, 4.0, 4.0, null], run.Column("span"));
        Assert.Equal([null, 8.0, null, 4.5714, 3.7143, null], run.Column("other").Select(value => value is double number ? Math.Round(number, 4) : value));
        Assert.Equal([null, 8.0, null, 4.0, 4.0, null], run.Column("half"));
    }

    [Fact]
    public void A_call_may_read_recent_rows_only()
    {
        var run = Arrival(("last_2s", "count(last: 2s)"), ("open", "count(last: 2s exclusive)"), ("before", "sum(score, last: 2s, before: 3s)"), ("two", "max(score, last: 2 rows)"), ("all", "count()"), ("ips", "count_distinct(ip, last: 1h)"));

        run.Feed(Row("a", 1, "x", 1), Row("a", 3, "y", 3), Row("b", 3, "x", 9), Row("a", 5, "x", 2)).Watermark(At(5));
        var later = Arrival(("last_2s", "count(last: 2s)"), ("open", "count(last: 2s exclusive)"), ("before", "sum(score, last: 2s, before: 3s)"), ("two", "max(score, last: 2 rows)"), ("all", "count()"), ("ips", "count_distinct(ip, last: 1h)")).Restore(run.Save());
        later.Feed(Row("a", 6, "z", 0));

        Assert.Equal([0L, 1L, 0L, 1L], run.Column("last_2s"));
        Assert.Equal([0L, 0L, 0L, 0L], run.Column("open"));
        Assert.Equal([null, null, null, 1.0], run.Column("before"));
        Assert.Equal([null, 1.0, null, 3.0], run.Column("two"));
        Assert.Equal([0L, 1L, 0L, 2L], run.Column("ips"));
        Assert.Equal([1L, 1L, 4.0, 3.0, 3L, 2L], later.Rows[0][4..]);
    }

    [Fact]
    public void All_calls_may_read_recent_rows_only()
    {
        var run = Arrival(("total", "sum(score, last: 10s)"));

        run.Feed(Row("a", 1, "x", 1), Row("a", 3, "y", 3), Row("a", 12, "x", 9));

        Assert.Equal([null, 1.0, 3.0], run.Column("total"));
    }

    [Fact]
    public void In_order_of_event_time_rows_wait_for_the_watermark()
    {
        var run = New(Sees.Earlier, OverOrder.EventTime, ("n", "count()"));

        run.Feed(Row("a", 3, "x", 3), Row("a", 1, "x", 1)).Watermark(At(2));
        Assert.Equal([1.0], run.Column("score"));
        Assert.Equal(1, run.Account.Held);
        run.Feed(Row("a", 2, "x", 2), Row("a", 1.5, "x", 9)).End();

        Assert.Equal([1.0, 2.0, 3.0], run.Column("score"));
        Assert.Equal([0L, 1L, 2L], run.Column("n"));
        Assert.StartsWith("late", Assert.Single(run.Dead).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_without_event_time_is_a_dead_letter_and_null_is_a_key()
    {
        var run = Arrival(("n", "count()"));

        run.Feed(Row(null, 1, "x", 1), ["a", null, "x", 1.0], Row(null, 2, "x", 1));

        Assert.Equal([0L, 1L], run.Column("n"));
        Assert.Single(run.Dead);
    }

    [Theory]
    [InlineData(OverOrder.Arrival)]
    [InlineData(OverOrder.EventTime)]
    public void A_key_is_forgotten_a_ttl_after_its_newest_row(OverOrder order)
    {
        var run = new TransformHarness(new Over(Options(Sees.Earlier, order, ("n", "count()")) with { Ttl = Duration.FromSeconds(10) }), Events);

        run.Feed(Row("a", 1, "x", 1), Row("b", 5, "x", 1)).Watermark(At(10.999999));
        run.Feed(Row("a", 10.999999, "x", 1)).Watermark(At(15));
        run.Feed(Row("b", 16, "x", 1)).Watermark(At(20.999999));
        run.Feed(Row("a", 20.999999, "x", 1)).End();

        Assert.Equal(["a", "b", "a", "b", "a"], run.Column("user"));
        Assert.Equal([0L, 0L, 1L, 0L, 0L], run.Column("n"));
        Assert.Equal(2, run.Account.Figures.All.Single(figure => figure.Name == "keys_expired").Value);
    }

    [Fact]
    public void A_ttl_that_ends_between_two_rows_of_one_batch_begins_the_key_anew()
    {
        var run = new TransformHarness(new Over(Options(Sees.Earlier, OverOrder.EventTime, ("n", "count()")) with { Ttl = Duration.FromSeconds(10) }), Events);

        run.Feed(Row("a", 1, "x", 1), Row("a", 2, "x", 1), Row("b", 3, "x", 1), Row("a", 12, "x", 1), Row("b", 12, "x", 1), Row("a", 13, "x", 1)).End();

        Assert.Equal([0L, 1L, 0L, 0L, 1L, 1L], run.Column("n"));
    }

    [Fact]
    public void Beyond_max_keys_the_key_longest_unseen_is_evicted()
    {
        var run = new TransformHarness(new Over(Options(Sees.Earlier, OverOrder.Arrival, ("n", "count()")) with { MaxKeys = 2 }), Events);

        run.Feed(Row("a", 1, "x", 1), Row("b", 1, "x", 1), Row("a", 1, "x", 1), Row("c", 1, "x", 1), Row("a", 1, "x", 1), Row("b", 1, "x", 1));

        Assert.Equal([0L, 0L, 1L, 0L, 2L, 0L], run.Column("n"));
        Assert.Equal(2, run.Account.Figures.All.Single(figure => figure.Name == "keys_evicted").Value);
    }

    [Fact]
    public void Says_what_bounds_its_state()
    {
        var (unbounded, ttl, most) = (Binder(o => o), Binder(o => o with { Ttl = Duration.FromSeconds(60) }), Binder(o => o with { MaxKeys = 1000 }));

        Assert.Equal((false, "every key is remembered for good, about 56 bytes a key: a ttl or max_keys bounds it"), (unbounded.StateIsBounded, unbounded.StateBound));
        Assert.Equal((true, "keys seen within 1m of event time, about 56 bytes a key"), (ttl.StateIsBounded, ttl.StateBound));
        Assert.Equal((true, "1000 keys, about 56 bytes a key"), (most.StateIsBounded, most.StateBound));
        Assert.Equal(["user"], ttl.KeyColumns);
        Assert.Empty(most.KeyColumns);
        Assert.Contains("what a row sees depends on the order of arrival", ttl.Notes);
    }

    [Fact]
    public void Refuses_what_cannot_be()
    {
        var untimed = new Schema(Events.Fields);

        Assert.Equal([ProblemCodes.NeedsEventTime], Codes(Options(Sees.Earlier, OverOrder.EventTime, ("n", "count()")), untimed));
        Assert.Equal([ProblemCodes.NeedsEventTime], Codes(Options(Sees.Earlier, OverOrder.Arrival, ("n", "rate(score)")), untimed));
        Assert.Equal([ProblemCodes.NeedsEventTime], Codes(Options(Sees.Earlier, OverOrder.Arrival, ("n", "count()")) with { Ttl = Duration.FromSeconds(1) }, untimed));
        Assert.Equal([ProblemCodes.LateNotSaid], Codes(Options(Sees.Earlier, OverOrder.EventTime, ("n", "count()")) with { Late = null }, Events));
        Assert.Equal([ProblemCodes.ColumnTwice], Codes(Options(Sees.Earlier, OverOrder.Arrival, ("ip", "count()")), Events));
        Assert.Equal([ProblemCodes.UpdatingInput], Codes(Options(Sees.Earlier, OverOrder.Arrival, ("n", "count()")), new Schema(Events.Fields) { IsUpdating = true }));
        Assert.Equal([ProblemCodes.UnknownFunction], Codes(Options(Sees.Earlier, OverOrder.Arrival, ("n", "counted()"), ("m", "n + 1")), Events));
    }

    internal static object?[] Row(string? user, double at, string? ip, double? score) => [user, At(at), ip, score];

    internal static DateTime At(double seconds) => new DateTime(2025, 11, 8, 0, 0, 0, DateTimeKind.Utc).AddMicroseconds(seconds * 1e6);

    private static TransformHarness Arrival(params (string, string)[] compute) => New(Sees.Earlier, OverOrder.Arrival, compute);

    private static TransformHarness New(Sees sees, OverOrder order, params (string, string)[] compute) => new(new Over(Options(sees, order, compute)), Events);

    private static OverOptions Options(Sees sees, OverOrder order, params (string Name, string Text)[] compute) => new()
    {
        Key = ["user"],
        Order = order,
        Sees = sees,
        Late = order == OverOrder.EventTime ? OverLate.DeadLetter : null,
        Compute = compute.ToDictionary(each => each.Name, each => new ExpressionText(each.Text)),
    };

    private static TestBinder Binder(Func<OverOptions, OverOptions> change) =>
        new TransformHarness(new Over(change(Options(Sees.Earlier, OverOrder.Arrival, ("n", "count()")))), Events).Binder;

    private static IEnumerable<string> Codes(OverOptions options, Schema input) => TransformHarness.ProblemsOf(new Over(options), input).All.Select(problem => problem.Code);
}
