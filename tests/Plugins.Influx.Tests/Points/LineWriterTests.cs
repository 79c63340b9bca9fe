using StreamGuard.Contracts;
using StreamGuard.Plugins.Influx.Tests.Support;

namespace StreamGuard.Plugins.Influx.Tests.Points;

public class LineWriterTests
{
    private const string Time = " 1700000000000000000\n";

    [Fact]
    public void Writes_every_type_as_a_field()
    {
        var lines = Lines.Of(Lines.Options, Lines.Row("a", 1.5, -3, true, "x \"y\"", Duration.FromMicroseconds(1_500_000), [1L, 2L]));

        Assert.Equal(["""m label="a",value=1.5,n=-3i,ok=true,note="x \"y\"",took=1.5,list="[1,2]" """.TrimEnd() + Time], lines);
    }

    [Fact]
    public void A_timestamp_that_is_no_point_s_time_is_text()
    {
        var options = Lines.Options with { Fields = Expressions(("seen", "at")) };

        Assert.Equal(["""m seen="2023-11-14T22:13:20.000Z" """.TrimEnd() + Time], Lines.Of(options, Lines.Row()));
    }

    [Theory]
    [InlineData(1e20, "1E+20")]
    [InlineData(-0.0, "-0")]
    [InlineData(0.1, "0.1")]
    [InlineData(double.MaxValue, "1.7976931348623157E+308")]
    [InlineData(double.Epsilon, "5E-324")]
    public void Floats_are_as_short_as_reads_back_exactly(double value, string written) =>
        Assert.Equal([$"m value={written}{Time}"], Lines.Of(Lines.Options, Lines.Row(value: value)));

    [Fact]
    public void Tags_of_every_type_are_text_and_null_or_empty_ones_are_left_out()
    {
        var options = Lines.Options with { Tags = Expressions(("label", "label"), ("ok", "ok"), ("n", "n + 1"), ("took", "took")), Fields = Expressions(("value", "value")) };

        var lines = Lines.Of(options, Lines.Row("a b", 1, 2, false, took: Duration.FromSeconds(5)), Lines.Row("", 1));

        Assert.Equal([$@"m,label=a\ b,ok=false,n=3,took=5s value=1{Time}", $"m value=1{Time}"], lines);
    }

    [Fact]
    public void Null_fields_are_left_out()
    {
        Assert.Equal([$"m n=2i{Time}"], Lines.Of(Lines.Options, Lines.Row(n: 2)));
    }

    [Fact]
    public void NaN_and_infinity_are_left_out_and_counted()
    {
        var options = Lines.Options with { Fields = Expressions(("a", "value"), ("b", "value"), ("n", "n")) };

        var lines = Lines.Of(options, out var leftOut, Lines.Row(value: double.NaN, n: 1), Lines.Row(value: double.NegativeInfinity, n: 2), Lines.Row(value: 1));

        Assert.Equal([$"m n=1i{Time}", $"m n=2i{Time}", $"m a=1,b=1{Time}"], lines);
        Assert.Equal(4, leftOut);
    }

    [Fact]
    public void A_row_without_a_field_is_no_point()
    {
        Assert.Equal(["no field is left: all are null, NaN or infinite"], Lines.Of(Lines.Options, Lines.Row(value: double.NaN)));
    }

    [Fact]
    public void A_tag_that_cannot_be_written_makes_the_row_no_point()
    {
        var options = Lines.Options with { Tags = Expressions(("label", "label")) };

        Assert.Equal(["a tag cannot be written in line protocol: 'label' ends with a backslash"], Lines.Of(options, Lines.Row(@"a\", 1)));
    }

    [Fact]
    public void The_measurement_may_come_with_the_row()
    {
        var options = Lines.Options with { Measurement = null, MeasurementFrom = new("'of ' + label"), Fields = Expressions(("value", "value")) };

        var lines = Lines.Of(options, Lines.Row("a", 1), Lines.Row(null, 1), Lines.Row("\\", 1));

        Assert.Equal([$@"of\ a value=1{Time}", "the measurement is null or empty", "the measurement cannot be written in line protocol: it ends with a backslash"], lines);
    }

    [Fact]
    public void An_offset_is_added_to_the_time()
    {
        var options = Lines.Options with { Fields = Expressions(("value", "value")), TimeOffsetNs = new("n % 1000000") };

        var lines = Lines.Of(options, Lines.Row(value: 1, n: 5_000_123), Lines.Row(value: 1));

        Assert.Equal(["m value=1 1700000000000000123\n", "time_offset_ns is null"], lines);
    }

    [Fact]
    public void A_time_must_be_there_and_fit()
    {
        var late = new DateTime(2400, 1, 1, 0, 0, 0, DateTimeKind.Utc);

        var lines = Lines.Of(Lines.Options, Lines.Row(value: 1, hasTime: false), Lines.Row(value: 1, at: late), Lines.Row(value: 1, at: DateTime.UnixEpoch.AddSeconds(-1)));

        Assert.Equal(
            ["the time is null", "the time is out of range: 2400-01-01T00:00:00.000Z does not fit in nanoseconds since 1970", "m value=1 -1000000000\n"],
            lines);
    }

    private static Dictionary<string, ExpressionText> Expressions(params (string Name, string Text)[] parts) =>
        parts.ToDictionary(part => part.Name, part => new ExpressionText(part.Text));
}
