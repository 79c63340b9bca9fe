using StreamGuard.Core.Runtime;

namespace StreamGuard.Core.Tests.Runtime;

public sealed class HistogramTests
{
    private readonly Histogram _histogram = new();

    [Fact]
    public void A_span_is_counted_in_the_first_bucket_that_holds_it()
    {
        _histogram.Add(TimeSpan.Zero);
        _histogram.Add(TimeSpan.FromMilliseconds(0.1));
        _histogram.Add(TimeSpan.FromMilliseconds(0.2), count: 40);
        _histogram.Add(TimeSpan.FromSeconds(100));
        _histogram.Add(TimeSpan.FromSeconds(101));

        var figures = _histogram.Figures;
        Assert.Equal((2, 40, 1, 1), (figures.Counts[0], figures.Counts[1], figures.Counts[^2], figures.Counts[^1]));
        Assert.Equal((44, 201.0081), (figures.Count, Math.Round(figures.Sum.TotalSeconds, 4)));
    }

    [Fact]
    public void Bounds_go_from_100_microseconds_to_100_seconds_and_rise()
    {
        var bounds = HistogramFigures.Bounds.ToArray();

        Assert.Equal((0.0001, 100), (bounds[0], bounds[^1]));
        Assert.Equal(bounds.Order(), bounds);
    }

    [Fact]
    public void A_quantile_lies_in_its_bucket_by_proportion()
    {
        _histogram.Add(TimeSpan.FromMilliseconds(2), count: 90);
        _histogram.Add(TimeSpan.FromMilliseconds(8), count: 10);

        Assert.Equal(1 + (1.5 * 50 / 90), _histogram.Figures.Quantile(0.5)!.Value.TotalMilliseconds, 1e-4);
        Assert.Equal(9.5, _histogram.Figures.Quantile(0.99)!.Value.TotalMilliseconds, 1e-4);
        Assert.Null(HistogramFigures.None.Quantile(0.5));
    }

    [Fact]
    public void What_was_added_since_is_the_difference()
    {
        _histogram.Add(TimeSpan.FromSeconds(1), count: 3);
        var earlier = _histogram.Figures;
        _histogram.Add(TimeSpan.FromSeconds(1), count: 2);
        _histogram.Add(TimeSpan.FromSeconds(200));

        var since = _histogram.Figures.Since(earlier);

        Assert.Equal((3, 1, 202), (since.Count, since.Counts[^1], since.Sum.TotalSeconds));
        Assert.Equal(TimeSpan.FromSeconds(100), since.Quantile(1));
    }
}
