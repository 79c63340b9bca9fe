using StreamGuard.Core.Models;

namespace StreamGuard.Core.Tests.Models;

public sealed class DriftTests
{
    [Fact]
    public void Equal_scores_have_none() => Assert.Equal(0, Of(5000, score => score));

    [Theory]
    [InlineData(100)]
    [InlineData(5000)]
    public void Scores_in_other_classes_have_much(int rows) => Assert.True(Of(rows, score => score / 2) > 0.25);

    /// <summary>By hand: 10 and 10 scores, one in each class and all in the last.</summary>
    [Fact]
    public void Is_the_population_stability_index()
    {
        var (few, all) = (0.5 / 15, 10.5 / 15);
        var each = 1.5 / 15;
        var expected = 9 * ((each - few) * Math.Log(each / few)) + (each - all) * Math.Log(each / all);

        Assert.Equal(expected, Of(10, _ => 99)!.Value, 12);
    }

    [Fact]
    public void Is_not_known_before_ten_rows() => Assert.Null(Of(9, score => score));

    [Fact]
    public void Leaves_out_what_is_not_finite()
    {
        var drift = new Drift();
        for (var i = 0; i < 20; i++) drift.Add(i, i % 2 == 0 ? double.NaN : i);

        Assert.Equal(0, drift.Index);
    }

    private static double? Of(int rows, Func<double, double> other)
    {
        var drift = new Drift();
        for (var i = 0; i < rows; i++) drift.Add(i * 37 % rows, other(i * 37 % rows));
        return drift.Index;
    }
}
