using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Core.Decoders.Text;

namespace StreamGuard.Core.Tests.Decoders.Text;

public class TimestampTextTests
{
    [Theory]
    [InlineData("2025-11-08T14:30:45.120Z", "2025-11-08T14:30:45.120Z")]
    [InlineData("2025-11-08t14:30:45z", "2025-11-08T14:30:45.000Z")]
    [InlineData("2025-11-08 14:30", "2025-11-08T14:30:00.000Z")]
    [InlineData("2025-11-08", "2025-11-08T00:00:00.000Z")]
    [InlineData("2024-02-29T23:59:59.9999999Z", "2024-02-29T23:59:59.999999Z")]
    [InlineData("2025-11-08T00:30:00+01", "2025-11-07T23:30:00.000Z")]
    [InlineData("2025-11-08T00:30:00-0130", "2025-11-08T02:00:00.000Z")]
    [InlineData("2025-11-08T00:30:00.5+05:45", "2025-11-07T18:45:00.500Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z")]
    [InlineData("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z")]
    public void Reads_times(string text, string expected)
    {
        Assert.True(TimestampText.TryParse(Encoding.UTF8.GetBytes(text), out var micros));

        Assert.Equal(expected, Timestamps.Format(micros));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2025-11-8")]
    [InlineData("2025-02-29")]
    [InlineData("2025-13-01")]
    [InlineData("0000-01-01")]
    [InlineData("2025-11-08T")]
    [InlineData("2025-11-08T24:00")]
    [InlineData("2025-11-08T14:60")]
    [InlineData("2025-11-08T14:30:60")]
    [InlineData("2025-11-08T14:30:45.")]
    [InlineData("2025-11-08T14:30:45,5")]
    [InlineData("2025-11-08T14:30:45ZZ")]
    [InlineData("2025-11-08T14:30:45+1")]
    [InlineData("2025-11-08T14:30:45+01:")]
    [InlineData("2025-11-08T14:30:45+01:60")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("11/08/2025")]
    public void Rejects_what_is_no_time(string text) => Assert.False(TimestampText.TryParse(Encoding.UTF8.GetBytes(text), out _));
}
