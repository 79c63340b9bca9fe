using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Options;

public class ByteSizeTests
{
    [Theory]
    [InlineData("4096", 4096)]
    [InlineData("1B", 1)]
    [InlineData("64kB", 65536)]
    [InlineData("1.5 MB", 1572864)]
    [InlineData("128mb", 134217728)]
    [InlineData("2GB", 2147483648)]
    public void Reads_number_and_unit(string text, long bytes) => Assert.Equal(bytes, ByteSize.Parse(text)?.Bytes);

    [Theory]
    [InlineData("")]
    [InlineData("MB")]
    [InlineData("0")]
    [InlineData("-1MB")]
    [InlineData("10m")]
    [InlineData("9999999999TB")]
    public void Refuses_what_is_no_size(string text) => Assert.Null(ByteSize.Parse(text));

    [Theory]
    [InlineData(134217728, "128MB")]
    [InlineData(1536, "1536B")]
    [InlineData(65536, "64kB")]
    public void Prints_the_largest_unit_that_is_exact(long bytes, string text) => Assert.Equal(text, new ByteSize(bytes).ToString());
}
