using System.Text;
using StreamGuard.Plugins.Influx.Points;

namespace StreamGuard.Plugins.Influx.Tests.Points;

public class LineTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a, b=c", @"a\,\ b\=c")]
    [InlineData(@"C:\data", @"C:\data")]
    [InlineData("#a\"b'\t\r", "#a\"b'\t\r")]
    [InlineData("é😀 ", "é😀\\ ")]
    public void Escapes_a_tag(string value, string written) => Assert.Equal((null, written), Written(LineText.AppendTag, value));

    [Theory]
    [InlineData("a\nb", "has a line break")]
    [InlineData(@"a\", "ends with a backslash")]
    [InlineData(@"a\ b", "has a backslash before a blank")]
    [InlineData(@"\a\,b", "has a backslash before ,")]
    [InlineData(@"a\\=b", "has a backslash before =")]
    public void Says_why_a_tag_cannot_be_written(string value, string reason) => Assert.Equal((reason, ""), Written(LineText.AppendTag, value));

    [Theory]
    [InlineData("traffic, x=1", @"traffic\,\ x=1")]
    [InlineData("a#\t", "a#\t")]
    public void Escapes_a_measurement(string value, string written) => Assert.Equal((null, written), Written(LineText.AppendMeasurement, value));

    [Theory]
    [InlineData("#a", "begins with #, a tab or NUL")]
    [InlineData("\ta", "begins with #, a tab or NUL")]
    [InlineData("a\\\"", "has a backslash before \"")]
    public void Says_why_a_measurement_cannot_be_written(string value, string reason) => Assert.Equal((reason, ""), Written(LineText.AppendMeasurement, value));

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("#a", "begins with #, a tab or NUL")]
    [InlineData("\0", "begins with #, a tab or NUL")]
    [InlineData("a\n", "has a line break")]
    public void Says_why_a_name_cannot_be_written(string name, string reason) =>
        Assert.Equal(reason, LineText.AppendName(name, new LineBuffer()));

    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("a\"b\\c\n,= ", "\"a\\\"b\\\\c\n,= \"")]
    public void Quotes_a_text(string value, string written)
    {
        var line = new LineBuffer();

        LineText.AppendQuoted(Encoding.UTF8.GetBytes(value), line);

        Assert.Equal(written, Encoding.UTF8.GetString(line.Span));
    }

    private delegate string? Append(ReadOnlySpan<byte> value, LineBuffer line);

    private static (string? Reason, string Written) Written(Append append, string value)
    {
        var line = new LineBuffer();
        var reason = append(Encoding.UTF8.GetBytes(value), line);
        return (reason, Encoding.UTF8.GetString(line.Span));
    }
}
