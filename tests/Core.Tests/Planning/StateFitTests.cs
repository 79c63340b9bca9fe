using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Planning;

/// <summary>Which changes of a pipeline file leave the saved state of a window its place.</summary>
public class StateFitTests
{
    private const string Columns = "n: int, m: float, key: string, time: timestamp";
    private const string Window = "tumbling: 1m, late: drop, key: [key], aggregate: { k: count(), s: sum(n) }";

    [Theory]
    [InlineData("extra: string, " + Columns, Window)]
    [InlineData(Columns, "tumbling: 60s, late: dead_letter, key: [key], aggregate: { k: count(), s: sum(n) }")]
    [InlineData(Columns, "tumbling: 1m, late: drop, key: [key], aggregate: { rows: count() + 1, of_n: sum(n) / 2 }")]
    public void Fits_where_the_same_windows_gather_the_same(string columns, string window) =>
        Assert.Equal(Fingerprint(Columns, Window), Fingerprint(columns, window));

    [Theory]
    [InlineData(Columns, "tumbling: 2m, late: drop, key: [key], aggregate: { k: count(), s: sum(n) }")]
    [InlineData(Columns, "tumbling: 1m, offset: 1s, late: drop, key: [key], aggregate: { k: count(), s: sum(n) }")]
    [InlineData(Columns, "session: 1m, late: drop, key: [key], aggregate: { k: count(), s: sum(n) }")]
    [InlineData(Columns, "tumbling: 1m, late: update, allowed_lateness: 1m, key: [key], aggregate: { k: count(), s: sum(n) }")]
    [InlineData(Columns, "tumbling: 1m, late: drop, key: [key, n], aggregate: { k: count(), s: sum(n) }")]
    [InlineData(Columns, "tumbling: 1m, late: drop, key: [n], aggregate: { k: count(), s: sum(n) }")]
    [InlineData(Columns, "tumbling: 1m, late: drop, key: [key], aggregate: { k: count(), s: sum(m) }")]
    [InlineData(Columns, "tumbling: 1m, late: drop, key: [key], aggregate: { k: count(), s: mean(n) }")]
    [InlineData(Columns, "tumbling: 1m, late: drop, key: [key], aggregate: { k: count() }")]
    [InlineData(Columns, "tumbling: 1m, late: drop, key: [key], pivot: { column: key, values: [a] }, aggregate: { k: count(), s: sum(n) }")]
    [InlineData("n: float, m: float, key: string, time: timestamp", Window)]
    [InlineData("n: int, m: float, key: int, time: timestamp", Window)]
    public void Does_not_where_they_are_others_or_gather_something_else(string columns, string window) =>
        Assert.NotEqual(Fingerprint(Columns, Window), Fingerprint(columns, window));

    [Fact]
    public void A_percentile_is_another_with_another_share()
    {
        var median = Window.Replace("sum(n)", "\"percentile(n, 0.5)\"", StringComparison.Ordinal);
        Assert.NotEqual(Fingerprint(Columns, median), Fingerprint(Columns, median.Replace("0.5", "0.9", StringComparison.Ordinal)));
    }

    private static string Fingerprint(string columns, string window) => new PipelineHarness().Plan($$"""
        pipeline: p
        sources:
          read: { file: { path: in.jsonl }, decode: json, columns: { {{columns}} }, event_time: { column: time, disorder: 1s } }
        transforms:
          minutes: { from: read, window: { {{window}} } }
        sinks:
          out: { from: minutes, console: {} }
        """).Node("minutes").Fingerprint.Value;
}
