using System.Buffers;
using System.Text;
using StreamGuard.Core.Runtime;
using StreamGuard.Host.Metrics;

namespace StreamGuard.Host.Tests.Metrics;

public sealed class ExpositionTextTests
{
    private static readonly Reading Nothing = new([]);

    [Fact]
    public void A_meter_is_its_help_its_type_and_a_line_for_each_value() =>
        Assert.Equal("""
            # HELP rows_total Rows.
            # TYPE rows_total counter
            rows_total{pipeline="p",component="a"} 1
            rows_total{pipeline="p",component="b"} 1234567.5

            """, Write(new MeterDefinition("rows_total", MeterKind.Counter, "rows", "Rows.", ["pipeline", "component"], _ => [new Sample(["p", "a"], 1), new Sample(["p", "b"], 1234567.5)])));

    [Fact]
    public void A_meter_without_values_is_left_out() =>
        Assert.Equal("", Write(new MeterDefinition("none", MeterKind.Gauge, "", "None.", [], _ => [])));

    [Fact]
    public void Labels_and_help_are_escaped_each_as_it_must_be() =>
        Assert.Equal("""
            # HELP odd A \\ and a \n and a ".
            # TYPE odd gauge
            odd{reason="C:\\x \"ä\"\n"} -1

            """, Write(new MeterDefinition("odd", MeterKind.Gauge, "", "A \\ and a \n and a \".", ["reason"], _ => [new Sample(["C:\\x \"ä\"\n"], -1)])));

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(9007199254740993d, "9007199254740992")]
    [InlineData(1e-7, "1E-07")]
    public void Numbers_are_what_Go_reads(double value, string written) =>
        Assert.EndsWith($"\nx {written}\n", Write(new MeterDefinition("x", MeterKind.Gauge, "", "X.", [], _ => [new Sample([], value)])), StringComparison.Ordinal);

    [Fact]
    public void The_buckets_of_a_histogram_count_all_below_them()
    {
        var counts = new long[HistogramFigures.Bounds.Length + 1];
        (counts[0], counts[1], counts[^1]) = (2, 3, 4);
        var text = Write(new MeterDefinition("took_seconds", MeterKind.Histogram, "seconds", "Took.", ["pipeline"], _ => [new Sample(["p"], 0, new HistogramFigures(counts, TimeSpan.FromSeconds(1.5)))]));

        var lines = text.Split('\n');
        Assert.Equal("# TYPE took_seconds histogram", lines[1]);
        Assert.Equal("took_seconds_bucket{pipeline=\"p\",le=\"0.0001\"} 2", lines[2]);
        Assert.Equal("took_seconds_bucket{pipeline=\"p\",le=\"0.00025\"} 5", lines[3]);
        Assert.Equal("took_seconds_bucket{pipeline=\"p\",le=\"100\"} 5", lines[^5]);
        Assert.Equal("took_seconds_bucket{pipeline=\"p\",le=\"+Inf\"} 9", lines[^4]);
        Assert.Equal("took_seconds_sum{pipeline=\"p\"} 1.5", lines[^3]);
        Assert.Equal("took_seconds_count{pipeline=\"p\"} 9", lines[^2]);
    }

    private static string Write(MeterDefinition meter)
    {
        var text = new ArrayBufferWriter<byte>();
        ExpositionText.Write([meter], Nothing, text);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }
}
