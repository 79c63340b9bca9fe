using StreamGuard.Contracts;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms.Windows;

namespace StreamGuard.Core.Tests.Transforms.Windows;

public class WindowPropertyTests
{
    private static readonly string[][] Keys = [[], ["name"], ["share"], ["name", "share"]];

    [Theory]
    [InlineData("tumbling")]
    [InlineData("hopping")]
    [InlineData("session")]
    public void Gives_what_the_oracle_gives_for_random_streams_cut_anyhow(string kind)
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var options = RandomOptions(random, kind);
            // The oracle's sessions know no late rows.
            var allowed = kind == "session" ? 8 : random.Next(9);
            var script = WindowScript.Random(random, random.Next(1, 120), random.Next(1, 120), disorder: 8, allowed);

            var oracle = new WindowOracle(options).Run(script);
            var whole = Run(options, script, random, cut: 0, restore: false);
            var cut = Run(options, script, random, cut: 0.3, restore: false);
            var restored = Run(options, script, random, cut: 0.1, restore: true);

            foreach (var run in new[] { whole, cut, restored }) AssertSame(oracle, run, $"{kind}, seed {seed}");
        }
    }

    [Theory]
    [InlineData("tumbling")]
    [InlineData("hopping")]
    public void The_last_revision_of_a_window_is_final_and_holds_every_row_that_was_not_too_late(string kind)
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var options = RandomOptions(random, kind) with { Late = LatePolicy.Update, AllowedLateness = Seconds(random.Next(1, 6)), Emit = (WindowEmit)random.Next(2) };
            var script = WindowScript.Random(random, random.Next(1, 120), random.Next(1, 120), disorder: 8, allowed: random.Next(9));

            var oracle = new WindowOracle(options).Run(script);
            var runs = Run(options, script, random, cut: 0.2, restore: true);

            AssertRevisions(runs.SelectMany(run => run.Rows).ToList(), options.Key.Count, $"{kind}, seed {seed}");
            AssertSame(oracle, runs, $"{kind}, seed {seed}");
        }
    }

    /// <summary>Those of each window count from 0 on, and the last one alone is final.</summary>
    private static void AssertRevisions(List<object?[]> rows, int keys, string what)
    {
        foreach (var window in rows.GroupBy(row => string.Join('|', row[..(keys + 2)].Select(each => $"{each?.GetType().Name}{each}"))))
        {
            Assert.True(window.Select(row => (long)row[keys + 2]!).SequenceEqual(Enumerable.Range(0, window.Count()).Select(i => (long)i)), what);
            Assert.True(window.Select(row => (bool)row[keys + 3]!).SequenceEqual(Enumerable.Range(1, window.Count()).Select(i => i == window.Count())), what);
        }
    }

    private static WindowOptions RandomOptions(Random random, string kind) => new()
    {
        Tumbling = kind == "tumbling" ? Seconds(random.Next(1, 12)) : null,
        Hopping = kind == "hopping" ? RandomHops(random) : null,
        Session = kind == "session" ? Seconds(random.Next(1, 4)) : null,
        Offset = kind == "session" ? Duration.Zero : Seconds(random.Next(5)),
        Key = Keys[random.Next(Keys.Length)],
        Late = random.Next(2) == 0 ? LatePolicy.Drop : LatePolicy.DeadLetter,
        Pivot = random.Next(2) == 0 ? null : new PivotOptions { Column = "series", Values = ["y", "x", "unseen"] },
        Aggregate = WindowOracle.Names.Zip(WindowOracle.Texts).ToDictionary(each => each.First, each => new ExpressionText(each.Second)),
    };

    private static HoppingOptions RandomHops(Random random)
    {
        var size = random.Next(1, 12);
        return new HoppingOptions { Size = Seconds(size), Every = Seconds(random.Next(1, size + 1)) };
    }

    private static Duration Seconds(int seconds) => Duration.FromSeconds(seconds);

    /// <param name="options">Of the window.</param>
    /// <param name="script">What comes.</param>
    /// <param name="random">Decides where to cut.</param>
    /// <param name="cut">The share of rows after which a batch ends.</param>
    /// <param name="restore">Goes on in new instances, from saved state.</param>
    private static List<TransformHarness> Run(WindowOptions options, WindowScript script, Random random, double cut, bool restore)
    {
        var runs = new List<TransformHarness> { New(options) };
        var rows = new List<object?[]>();
        foreach (var (row, watermark) in script.Steps)
        {
            if (row is not null) rows.Add(row.Values);
            if (row is not null && random.NextDouble() >= cut) continue;
            runs[^1].Feed([.. rows]);
            rows.Clear();
            if (row is null && watermark > runs[^1].WatermarkIn) CheckWatermark(runs, watermark);
            if (restore && random.Next(5) == 0) runs.Add(New(options).Restore(runs[^1].Save()));
        }

        return runs;
    }

    /// <summary>Feeds a watermark; rows that come of it must not be earlier than the last one passed on.</summary>
    private static void CheckWatermark(List<TransformHarness> runs, long watermark)
    {
        var run = runs[^1];
        var (before, passed) = (run.Rows.Count, runs.Max(each => each.WatermarkOut));
        run.Watermark(watermark);
        var start = run.Schema.IndexOf("window_start");
        Assert.All(run.Rows.Skip(before), row => Assert.True(Timestamps.FromDateTime((DateTime)row[start]!) >= passed));
        Assert.True(run.WatermarkOut >= passed);
    }

    private static TransformHarness New(WindowOptions options) => new(new Window(options), WindowScript.Schema);

    private static void AssertSame(WindowOracle oracle, List<TransformHarness> runs, string what)
    {
        var rows = runs.SelectMany(run => run.Rows.Select(row => LastOnly(row, run.Schema))).OfType<object?[]>().ToList();
        var late = runs.Sum(run => run.Account.Late + run.Dead.Count(each => each.Reason.StartsWith("late", StringComparison.Ordinal)));
        var dead = runs.Sum(run => run.Dead.Count(each => !each.Reason.StartsWith("late", StringComparison.Ordinal)));
        Assert.True((late, dead, runs.Sum(run => run.Account.Filtered)) == (oracle.Late, oracle.Dead, oracle.Filtered), what);
        Assert.True(oracle.Out.Count == rows.Count, $"{what}: {rows.Count} rows, not {oracle.Out.Count}");
        foreach (var (expected, row) in oracle.Out.Zip(rows))
            for (var column = 0; column < expected.Length; column++)
                Assert.True(Same(expected[column], row[column]), $"{what}: {string.Join(", ", row)} is not {string.Join(", ", expected)}");
    }

    /// <summary>The row without revision and is_final; null for one that is not final.</summary>
    private static object?[]? LastOnly(object?[] row, Schema schema)
    {
        var final = schema.IndexOf("is_final");
        if (final < 0) return row;
        return (bool)row[final]! ? [.. row[..(final - 1)], .. row[(final + 1)..]] : null;
    }

    private static bool Same(object? expected, object? found) => (expected, found) switch
    {
        (long micros, DateTime time) => micros == Timestamps.FromDateTime(time),
        (double want, double have) => want.Equals(have) || Math.Abs(want - have) <= 1e-9 * Math.Max(1, Math.Abs(want)),
        _ => Equals(expected, found),
    };
}
