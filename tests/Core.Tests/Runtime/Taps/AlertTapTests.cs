using StreamGuard.Contracts;
using StreamGuard.Core.Runtime.Taps;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Runtime.Taps;

public sealed class AlertTapTests
{
    private static readonly Schema Readings = new([new("key", ColumnType.String), new("n", ColumnType.Int), new("time", ColumnType.Timestamp)]);

    [Fact]
    public async Task Behind_the_alert_of_a_rule_with_a_key_are_the_rows_of_that_key_up_to_it()
    {
        var alert = await OneAsync("rising: { from: readings, rules: { high: { when: n > 10, key: [key], severity: high } } }", "rising");

        Assert.Equal(("readings", "key"), (alert.Origin!.Place, Assert.Single(alert.Origin.Key)));
        Assert.Equal([1L, 3L, 20L], alert.Behind.Select(row => row.Values[1]));
    }

    [Fact]
    public async Task Behind_the_alert_of_a_sequence_are_the_rows_that_it_looked_at()
    {
        var alert = await OneAsync(
            "pairs: { from: readings, rules: { pair: { sequence: { key: [key], within: 1m, steps: [{ name: low, when: n < 10 }, { when: n > 10 }] }, message: 'after {low.last.n}' } } }", "pairs");

        Assert.Equal([1L, 3L, 20L], alert.Behind.Select(row => row.Values[1]));
    }

    [Fact]
    public async Task Behind_the_alert_on_a_window_are_the_rows_in_it()
    {
        var alert = await OneAsync(
            """
            sums: { from: readings, window: { tumbling: 2s, key: [key], late: drop, aggregate: { most: max(n), n: count() } } }
              named: { from: sums, compute: { who: upper(key) } }
              rising: { from: named, rules: { high: { when: most > 10 } } }
            """, "rising");

        Assert.Equal("readings", alert.Origin!.Place);
        // The first lies in the window before.
        Assert.Equal([3L, 20L], alert.Behind.Select(row => row.Values[1]));
    }

    [Fact]
    public async Task A_rule_without_a_key_takes_that_of_what_came_before_it()
    {
        var alert = await OneAsync(
            """
            known: { from: readings, over: { key: [key], order: arrival, ttl: 1d, compute: { before: count() } } }
              rising: { from: known, rules: { high: { when: n > 10 } } }
            """, "rising");

        Assert.Equal("known", alert.Origin!.Place);
        Assert.Equal([1L, 3L, 20L], alert.Behind.Select(row => row.Values[1]));
    }

    [Fact]
    public async Task Where_nothing_has_a_key_the_last_rows_of_all_are_behind_it()
    {
        var alert = await OneAsync("rising: { from: readings, rules: { high: { when: n > 10 } } }", "rising");

        Assert.Empty(alert.Origin!.Key);
        Assert.Equal([1L, 2L, 3L, 20L], alert.Behind.Select(row => row.Values[1]));
    }

    [Fact]
    public async Task The_newest_are_kept_and_all_are_counted()
    {
        var harness = Harness();
        harness.Sources["readings"] = new ScriptedSource(Readings).Rows("p", [.. Enumerable.Range(0, 500).Select(n => new object?[] { "a", (long)n + 100, DateTime.UnixEpoch.AddSeconds(n) })]);
        var taps = new AlertTap(harness.Taps!);

        await harness.RunAsync(Pipeline("rising: { from: readings, rules: { high: { when: n > 10 } } }", "rising"));

        Assert.Equal(500, taps.Seen);
        Assert.InRange(taps.After(0).Count, 1, 100);
        Assert.All(taps.After(0), alert => Assert.True(alert.Behind.Count <= 10));
        Assert.Null(taps.Find(taps.After(0)[^1].Row.Id + 1));
        Assert.Same(taps.After(0)[^1], taps.Find(taps.After(0)[^1].Row.Id));
        Assert.Single(taps.After(taps.After(0)[^1].Row.Id - 1));
    }

    /// <summary>The only alert of a pipeline whose readings of a are 1, 3, 20 and 5, with one of b between.</summary>
    private static async Task<TappedAlert> OneAsync(string transforms, string last)
    {
        var harness = Harness();
        var taps = new AlertTap(harness.Taps!);
        var result = await harness.RunAsync(Pipeline(transforms, last));
        Assert.True(result.Succeeded, result.Failure?.ToString());
        return Assert.Single(taps.After(0));
    }

    private static PipelineHarness Harness() => new()
    {
        Taps = new PipelineTaps(TimeProvider.System),
        Sources =
        {
            ["readings"] = new ScriptedSource(Readings)
                .Rows("p", ["a", 1L, DateTime.UnixEpoch], ["b", 2L, DateTime.UnixEpoch.AddSeconds(1)], ["a", 3L, DateTime.UnixEpoch.AddSeconds(2)], ["a", 20L, DateTime.UnixEpoch.AddSeconds(3)], ["a", 5L, DateTime.UnixEpoch.AddSeconds(60)]),
        },
        Sinks = { ["all"] = new CollectingSink() },
    };

    private static string Pipeline(string transforms, string last) => $$"""
        pipeline: tapped
        sources: { readings: { scripted: readings, event_time: { column: time, disorder: 1s } } }
        transforms:
          {{transforms}}
        sinks:
          all: { from: {{last}}, collect: all }
        """;
}
