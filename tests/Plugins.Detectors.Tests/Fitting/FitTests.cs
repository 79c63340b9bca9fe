using StreamGuard.Contracts;
using StreamGuard.Plugins.Detectors.Fitting;
using StreamGuard.Plugins.Detectors.Models;

namespace StreamGuard.Plugins.Detectors.Tests.Fitting;

public sealed class FitTests : IDisposable
{
    private static readonly Schema Two = new([new("id", ColumnType.Int), new("a", ColumnType.Float), new("b", ColumnType.Int)]);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Gives_the_same_whatever_the_batches(int size)
    {
        var rows = Habits(1000);

        var harness = Start(Options() with { Sample = 256 });
        foreach (var part in rows.Chunk(size)) harness.Feed(part);
        harness.End();

        var whole = Start(Options() with { Sample = 256 }).Feed(rows).End();
        Assert.Equal(whole.Rows.Select(Text), harness.Rows.Select(Text));
        Assert.Equal(1000, harness.Account.Passed);
    }

    [Fact]
    public void Finds_what_stands_out_and_says_why()
    {
        // Without k-means, to which a row far out may be a cluster of its own.
        var harness = Start(Options() with { Forest = new ForestOptions(), Robust = new RobustOptions() }).Feed([.. Habits(500), [-1L, 40.0, 3L], [-2L, 0.5, 900L]]).End();

        var byId = harness.Rows.ToDictionary(row => (long)row[0]!);
        Assert.Equal("a", Reasons(byId[-1])[0]);
        Assert.Equal("b", Reasons(byId[-2])[0]);
        Assert.True((bool)byId[-1][harness.Schema.IndexOf("is_anomaly")]!);
        Assert.Equal([-2L, -1L], harness.Rows.OrderByDescending(row => (double)row[harness.Schema.IndexOf("ensemble_score")]!).Take(2).Select(row => (long)row[0]!).Order());
        Assert.All(harness.Column("forest_score"), score => Assert.InRange((double)score!, double.Epsilon, 1 - 1e-9));
        Assert.Equal(0.1, harness.Column("forest_is_anomaly").Count(flag => (bool)flag!) / 502.0, 2);
    }

    [Fact]
    public void Rows_with_NaN_get_nulls_and_are_not_learned_from()
    {
        var rows = Habits(300);

        var harness = Start(Options()).Feed([.. rows, [-1L, double.NaN, 3L], [-2L, double.PositiveInfinity, 3L]]).End();

        var plain = Start(Options()).Feed(rows).End();
        Assert.Equal(plain.Rows.Select(Text), harness.Rows.Take(300).Select(Text));
        Assert.All(harness.Rows.TakeLast(2), row => Assert.All(row[3..], Assert.Null));
    }

    [Fact]
    public void Rows_with_NaN_are_dead_letters_where_that_is_said()
    {
        var harness = Start(Options() with { NonFinite = BadRow.DeadLetter }).Feed([.. Habits(300), [-1L, double.NaN, 3L]]).End();

        Assert.Equal(300, harness.Rows.Count);
        Assert.Equal("cannot be scored: a is not finite", Assert.Single(harness.Dead).Reason);
    }

    [Fact]
    public void A_null_ends_the_run_unless_something_stands_for_it()
    {
        var refused = Assert.Throws<InvalidDataException>(() => Start(Options()).Feed([-1L, null, 3L]));

        Assert.Equal("the feature 'a' is null: give 'missing' a number that stands for it, or say missing: drop", refused.Message);
    }

    [Fact]
    public void A_null_counts_as_the_number_of_missing()
    {
        var harness = Start(Options() with { Missing = 0L }).Feed([.. Habits(300), [-1L, null, 3L], [-2L, 0.0, 3L]]).End();

        Assert.Equal(harness.Rows[^1][3..], harness.Rows[^2][3..]);
        Assert.Equal(1, harness.Account.Figures.All.Single(figure => figure.Name == "defaulted").Value);
    }

    [Fact]
    public void Rows_with_a_null_are_left_out_where_that_is_said()
    {
        var harness = Start(Options() with { Missing = "drop" }).Feed([-1L, null, 3L]).Feed([.. Habits(300), [-2L, null, 3L]]).End();

        Assert.Equal(300, harness.Rows.Count);
        Assert.Equal(2, harness.Account.Filtered);
    }

    [Fact]
    public void Too_few_rows_go_on_without_scores()
    {
        var harness = Start(Options() with { Bundle = _folder["none"] }).Feed([1L, 0.5, 3L]).End();

        Assert.All(Assert.Single(harness.Rows)[3..], Assert.Null);
        Assert.Equal("there are 1 rows to fit to, and 2 are needed", harness.Account.Figures.All.Single(figure => figure.Name == "not_fitted").Text);
        Assert.False(Directory.Exists(_folder["none"]));
    }

    [Fact]
    public void A_run_that_is_stopped_fits_nothing()
    {
        var harness = Start(Options() with { Bundle = _folder["none"] }).Feed(Habits(300)).Stop();

        Assert.Empty(harness.Rows);
        Assert.Equal(300, harness.Account.Filtered);
        Assert.False(Directory.Exists(_folder["none"]));
    }

    [Fact]
    public void No_time_passes_before_the_end()
    {
        var harness = Start(Options()).Feed(Habits(10)).Watermark(5);

        Assert.Equal(long.MinValue, harness.WatermarkOut);
        Assert.Equal(long.MaxValue, harness.End().WatermarkOut);
    }

    [Fact]
    public void Each_fit_is_a_version_of_its_own_and_nothing_is_taken_away()
    {
        Start(Options() with { Bundle = _folder["models"] }).Feed(Habits(300)).End();
        Start(Options() with { Bundle = _folder["models"], Seed = 1 }).Feed(Habits(300)).End();

        Assert.Equal("2\n", File.ReadAllText(_folder["models/LATEST"]));
        Assert.Equal(["1", "2"], Directory.GetDirectories(_folder["models"]).Select(Path.GetFileName).Order());
        Assert.Equal(["bundle.yaml", "golden.csv", "model.json", "scaler.json"], Directory.GetFiles(_folder["models/2"]).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_folder_that_is_one_bundle_is_refused()
    {
        _folder.Write("models/bundle.yaml", "name: one\n");

        var refused = Assert.Throws<ModelException>(() => Start(Options() with { Bundle = _folder["models"] }).Feed(Habits(300)).End());

        Assert.Equal($"'{_folder["models"]}' is one bundle, not a folder of versions", refused.Message);
    }

    private static FitOptions Options() => new()
    {
        Features = new Dictionary<string, ExpressionText> { ["a"] = new("a"), ["b"] = new("b") },
    };

    private static TransformHarness Start(FitOptions options) => new(new Fit(options), binder =>
    {
        binder.IsBounded = true;
        binder.ModelFormats["ensemble"] = new DetectorFormat(DetectorFormat.Ensemble);
    }, Two);

    private static object?[][] Habits(int rows)
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, rows).Select(i => (object?[])[(long)i, random.NextDouble(), (long)random.Next(10)])];
    }

    private static string Text(object?[] row) => string.Join(';', row.Select(value => value is object?[] list ? string.Join(',', list) : value is double number ? number.ToString("R", System.Globalization.CultureInfo.InvariantCulture) : value));

    private static object?[] Reasons(object?[] row) => (object?[])row[^1]!;
}
