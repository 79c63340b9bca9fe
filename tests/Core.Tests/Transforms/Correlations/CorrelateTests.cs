using StreamGuard.Contracts;
using StreamGuard.Core.Rules;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Tests.Transforms.Windows;
using StreamGuard.Core.Transforms.Correlations;
using StreamGuard.Core.Transforms.Windows;

namespace StreamGuard.Core.Tests.Transforms.Correlations;

public class CorrelateTests
{
    private static readonly Schema Input = new([
        new("rig", ColumnType.String), new("time", ColumnType.Timestamp), new("x", ColumnType.Float), new("y", ColumnType.Float), new("z", ColumnType.Int),
    ])
    { EventTime = "time" };

    [Fact]
    public void Makes_a_row_of_each_pair_in_each_window()
    {
        var run = Run(Every("x", "y", "z"));

        run.Feed(["r", At(0), 1.0, 2.0, 5L], ["r", At(1), 2.0, 4.0, 4L], ["r", At(2), 3.0, 6.0, 3L], ["q", At(3), 1.0, 1.0, 1L], ["r", At(10), 1.0, 1.0, 1L]);
        run.Watermark(At(10));

        Assert.Equal(["rig", "window_start", "window_end", "a", "b", "correlation", "rows"], run.Schema.Names);
        Assert.Equal(["rig", "window_start", "window_end", "a", "b"], run.Schema.Identity);
        Assert.Equal("window_start", run.Schema.EventTime);
        Assert.Equal(["q x y null 1", "q x z null 1", "q y z null 1", "r x y 1 3", "r x z -1 3", "r y z -1 3"], Show(run, "rig", "a", "b", "correlation", "rows"));
        Assert.Equal((5, 6, 6), (run.Account.Aggregated, run.Account.Made, run.Account.Out));
    }

    [Fact]
    public void A_pair_counts_the_rows_that_have_both_whatever_the_others_lack()
    {
        var run = Run(Every("x", "y", "z"));

        run.Feed(["r", At(0), 1.0, 1.0, null], ["r", At(1), 2.0, 3.0, 7L], ["r", At(2), 4.0, null, 9L], ["r", At(3), null, null, null]).End();

        Assert.Equal(["x y 1 2", "x z 1 2", "y z null 1"], Show(run, "a", "b", "correlation", "rows"));
    }

    [Fact]
    public void Is_null_where_a_column_is_the_same_throughout_and_NaN_where_one_has_a_NaN()
    {
        var run = Run(Every("x", "y", "z"));

        run.Feed(["r", At(0), 1.0, 5.0, 1L], ["r", At(1), double.NaN, 5.0, 2L]).End();

        Assert.Equal([null, double.NaN, null], run.Column("correlation"));
    }

    [Fact]
    public void Leaves_out_pairs_of_fewer_rows_than_asked()
    {
        var run = Run(Every("x", "y", "z") with { MinRows = 2 });

        run.Feed(["r", At(0), 1.0, 1.0, null], ["r", At(1), 2.0, 3.0, 7L]).End();

        Assert.Equal(["x y 1 2"], Show(run, "a", "b", "correlation", "rows"));
    }

    [Fact]
    public void Takes_pairs_in_the_order_and_the_way_they_are_written()
    {
        var run = Run(Every() with { Columns = null, Pairs = [["z", "x"], ["x", "y"]], Key = [], Tumbling = null, Hopping = new() { Size = Duration.FromSeconds(10), Every = Duration.FromSeconds(5) } });

        run.Feed(["r", At(5), 1.0, 2.0, 5L], ["r", At(6), 2.0, 4.0, 4L], ["r", At(11), 3.0, 5.0, 5L]).End();

        Assert.Equal(
            ["0s z x -1 2", "0s x y 1 2", "5s z x 0 3", "5s x y 0.981980506062 3", "10s z x null 1", "10s x y null 1"],
            Show(run, "window_start", "a", "b", "correlation", "rows"));
    }

    [Fact]
    public void A_rule_tells_the_pair_whose_correlation_leaves_its_usual_band()
    {
        var random = new Random(2);
        var run = Run(Every("x", "y", "z") with { Key = [] });
        for (var second = 0; second < 300; second++)
        {
            var x = random.NextDouble();
            // x and y go apart in the last window but one; z never goes with them.
            var y = second is >= 280 and < 290 ? random.NextDouble() : x + (random.NextDouble() / 5);
            run.Feed(["r", At(second), x, y, (long)random.Next(50)]);
        }

        run.End();
        var alerts = new TransformHarness(new AlertRules(new() { Rules = new Dictionary<string, RuleOptions>
        {
            ["apart"] = new() { Zscore = new() { Of = new("correlation"), Over = new(20, default), Above = 6 }, Key = ["a", "b"], Message = "{a} and {b} go apart" },
        } }), run.Schema);
        alerts.Feed([.. run.Rows]);

        Assert.Equal(["x and y go apart"], alerts.Column("message"));
        Assert.Equal(At(280), alerts.Column("window_start").Single());
    }

    /// <summary>To the last bit where no row lacks a column, as the recurrence is the same.</summary>
    [Fact]
    public void Equals_the_aggregate_of_each_pair()
    {
        var random = new Random(11);
        string[] columns = ["x", "y", "z"];
        var pairs = ColumnPairs.Every(columns);
        var aggregates = pairs.First.Zip(pairs.Second, (a, b) => ($"{columns[a]}{columns[b]}", $"correlation({columns[a]}, {columns[b]})")).ToArray();
        foreach (var nulls in new[] { 0, 5 })
        {
            var window = new TransformHarness(new Window(WindowSetup.Tumbling(10) with { Key = ["rig"], Aggregate = WindowSetup.Aggregating(aggregates) }), Input);
            var run = Run(Every(columns));
            for (var batch = 0; batch < 20; batch++)
            {
                object?[][] rows = [.. Enumerable.Range(0, 50).Select(i => Row(random, (batch * 50) + i, nulls))];
                window.Feed(rows).Watermark(At((batch * 5) - 20));
                run.Feed(rows).Watermark(At((batch * 5) - 20));
            }

            window.End();
            run.End();

            var expected = window.Rows.SelectMany(row => row[3..]).ToList();
            Assert.Equal(expected.Count, run.Rows.Count);
            foreach (var (want, found) in expected.Zip(run.Column("correlation")))
                Assert.True(Equals(want, found) || (nulls > 0 && Math.Abs((double)want! - (double)found!) < 1e-9), $"{found} is not {want}");
        }
    }

    [Fact]
    public void Goes_on_from_a_checkpoint()
    {
        var random = new Random(5);
        object?[][] rows = [.. Enumerable.Range(0, 200).Select(i => Row(random, i, nulls: 5))];
        var whole = Run(Every("x", "y", "z")).Feed(rows).End();

        var first = Run(Every("x", "y", "z")).Feed(rows[..90]);
        var second = Run(Every("x", "y", "z")).Restore(first.Save()).Feed(rows[90..]).End();

        Assert.Equal(whole.Rows, second.Rows);
    }

    [Fact]
    public void Sends_windows_again_when_late_rows_update_them()
    {
        var run = Run(Every("x", "y") with { Late = LatePolicy.Update, AllowedLateness = Duration.FromSeconds(60) });

        run.Feed(["r", At(0), 1.0, 2.0, 5L], ["r", At(1), 2.0, 4.0, 4L]).Watermark(At(10));
        run.Feed(["r", At(2), 3.0, 0.0, 4L]).End();

        Assert.True(run.Schema.IsUpdating);
        Assert.Equal(["0 1 2", "1 -0.5 3", "2 -0.5 3"], Show(run, "revision", "correlation", "rows"));
    }

    [Fact]
    public void Sends_many_pairs_in_batches_of_usual_size()
    {
        var schema = new Schema([new("time", ColumnType.Timestamp), .. Enumerable.Range(0, 100).Select(i => new Field($"c{i}", ColumnType.Float))]) { EventTime = "time" };
        var run = new TransformHarness(new Correlate(Every([.. schema.Names.Skip(1)]) with { Key = [] }), schema);

        for (var row = 0; row < 3; row++) run.Feed([At(row), .. Enumerable.Range(0, 100).Select(i => (object?)(double)(i * row))]);
        run.End();

        Assert.Equal([4096, 854], run.BatchSizes);
        Assert.Equal(("c98", "c99"), (run.Column("a")[^1], run.Column("b")[^1]));
    }

    [Fact]
    public void Says_which_state_it_keeps_and_what_the_pairs_of_a_saved_one_were()
    {
        var run = Run(Every("x", "y", "z"));

        Assert.Equal(["rig"], run.Binder.KeyColumns);
        Assert.Equal(["window_end", "rig"], run.Binder.MergeOrder);
        Assert.Equal("(disorder + 10s) / 10s windows × keys with rows in them, 272 bytes each", run.Binder.StateBound);
        Assert.Throws<InvalidDataException>(() => Run(Every("x", "z", "y")).Restore(run.Feed(["r", At(0), 1.0, 1.0, 1L]).Save()));
    }

    private static object?[] Row(Random random, int i, int nulls)
    {
        var x = random.NextDouble();
        return [$"r{random.Next(3)}", At(i / 10.0), Or(1e6 + x), Or(x + random.NextDouble()), Or((long)random.Next(9))];

        object? Or(object value) => nulls > 0 && random.Next(nulls) == 0 ? null : value;
    }

    private static CorrelateOptions Every(params string[] columns) =>
        new() { Tumbling = Duration.FromSeconds(10), Key = ["rig"], Late = LatePolicy.Drop, Columns = columns };

    private static TransformHarness Run(CorrelateOptions options) => new(new Correlate(options), Input);

    /// <summary>Rows in short, coefficients rounded.</summary>
    private static string[] Show(TransformHarness run, params string[] columns)
    {
        var place = run.Schema.IndexOf("correlation");
        foreach (var row in run.Rows)
            if (row[place] is double coefficient) row[place] = Math.Round(coefficient, 12);
        return WindowSetup.Show(run, columns);
    }

    private static DateTime At(double second) => WindowSetup.At(second);
}
