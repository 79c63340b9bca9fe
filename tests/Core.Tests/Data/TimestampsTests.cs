using System.Globalization;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Data;

public class TimestampsTests
{
    [Fact]
    public void Writes_what_the_framework_does()
    {
        var random = new Random(7);
        long[] special = [0, -1, 1000, -1000, 999_999, Timestamps.Earliest, Timestamps.Latest];
        foreach (var micros in special.Concat(Enumerable.Range(0, 2000).Select(i => random.NextInt64(Timestamps.Earliest, Timestamps.Latest) / 1000 * (i % 2 == 0 ? 1000 : 999))))
        {
            var decimals = micros % 1000 == 0 ? "fff" : "ffffff";

            Assert.Equal(Timestamps.ToDateTime(micros).ToString($"yyyy-MM-dd'T'HH:mm:ss.{decimals}'Z'", CultureInfo.InvariantCulture), Timestamps.Format(micros));
        }
    }

    [Fact]
    public void Holds_to_the_years_that_can_be_printed()
    {
        Assert.Equal("0001-01-01T00:00:00.000Z", Timestamps.Format(long.MinValue));
        Assert.Equal("9999-12-31T23:59:59.999999Z", Timestamps.Format(long.MaxValue));
    }

    [Fact]
    public void Text_reads_back_as_the_same_time()
    {
        Assert.Equal("2025-11-08T14:30:45.120Z", Timestamps.Format(1_762_612_245_120_000));
        Assert.True(Timestamps.TryParse("2025-11-08T14:30:45.120001Z", out var micros));
        Assert.Equal(1_762_612_245_120_001, micros);
    }
}
