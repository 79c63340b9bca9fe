using StreamGuard.Core.Models;

namespace StreamGuard.Core.Tests.Models;

public sealed class ToleranceTests
{
    [Theory]
    [InlineData("1e-6", 1e-6, 0)]
    [InlineData("1e-5 relative", 0, 1e-5)]
    [InlineData("1e-5 relative or 1e-9 absolute", 1e-9, 1e-5)]
    [InlineData("1e-6 absolute; onnxruntime itself moves by 1.2e-7 absolute", 1e-6, 0)]
    public void Reads_what_bundles_write(string text, double absolute, double relative) =>
        Assert.Equal(new Tolerance(absolute, relative), Tolerance.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("exact")]
    public void Knows_what_is_none(string text) => Assert.Null(Tolerance.Parse(text));

    [Theory]
    [InlineData(1000, 1000.009, true)]
    [InlineData(1000, 1000.011, false)]
    [InlineData(0, 1e-9, true)]
    [InlineData(double.NaN, double.NaN, true)]
    [InlineData(double.NaN, 1, false)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity, true)]
    [InlineData(double.PositiveInfinity, 1, false)]
    public void Takes_the_wider_measure(double expected, double found, bool holds) =>
        Assert.Equal(holds, new Tolerance(1e-9, 1e-5).Holds(expected, found));
}
