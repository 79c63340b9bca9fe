using StreamGuard.Contracts;
using StreamGuard.Core.Expressions.Functions;

namespace StreamGuard.Core.Tests.Expressions.Functions;

public class TimeFunctionsTests
{
    [Theory]
    [InlineData("day_of_week(timestamp('2025-11-09'))", 1L)]
    [InlineData("week(timestamp('2027-01-01'))", 53L)]
    [InlineData("hour(timestamp('1969-12-31T23:59:59.5Z'))", 23L)]
    [InlineData("second(timestamp('1969-12-31T23:59:59.5Z'))", 59L)]
    [InlineData("to_unix(timestamp('1969-12-31T23:59:59.5Z'))", -1L)]
    [InlineData("to_unix(from_unix(1762612245123, 'ms'), 'us')", 1762612245123000L)]
    [InlineData("to_unix(from_unix(1999, 'ns'), 'ns')", 1000L)]
    [InlineData("from_unix(9223372036854775807)", null)]
    [InlineData("to_string(from_unix(0.25))", "1970-01-01T00:00:00.250Z")]
    [InlineData("to_string(date_trunc('week', timestamp('2025-11-09T12:00:00Z')))", "2025-11-03T00:00:00.000Z")]
    [InlineData("to_string(date_trunc('quarter', timestamp('2025-11-09T12:00:00Z')))", "2025-10-01T00:00:00.000Z")]
    [InlineData("to_string(date_trunc('day', timestamp('1969-12-31T12:00:00Z')))", "1969-12-31T00:00:00.000Z")]
    [InlineData("to_string(truncate('hour', timestamp('2025-11-09T12:34:00Z')))", "2025-11-09T12:00:00.000Z")]
    [InlineData("to_string(add_months(timestamp('2024-02-29'), -12))", "2023-02-28T00:00:00.000Z")]
    [InlineData("add_months(timestamp('2024-02-29'), 9223372036854775807)", null)]
    [InlineData("timestamp(to_string('soon'))", null)]
    [InlineData("timestamp('2025-11-08T15:30:45+01:00') == timestamp('2025-11-08T14:30:45Z')", true)]
    [InlineData("timestamp('2025-11-08T14:30:45.120Z') - timestamp('2025-11-08T14:30:45Z')", 0.12)]
    [InlineData("duration('1h') / duration('10m')", 6.0)]
    [InlineData("to_string(duration('1m') * 1.5)", "90s")]
    [InlineData("to_string(2 * duration('30s') - duration('1m'))", "0s")]
    [InlineData("duration('1s') / 0", null)]
    public void Is_in_UTC_and_by_the_Gregorian_calendar(string text, object? value) => Assert.Equal(value, Evaluate.Constant(text));

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void Times_that_cannot_be_printed_have_no_parts(long time)
    {
        Assert.Null(Calendar.Year(time));
        Assert.Null(Calendar.Hour(time));
        Assert.Null(Calendar.Truncate((TimeUnit)TimeUnit.Parse("day"), time));
        Assert.Null(Calendar.AddMonths(time, 1));
    }

    [Fact]
    public void The_last_and_first_printable_times_have_parts()
    {
        Assert.Equal(9999, Calendar.Year(Timestamps.Latest));
        Assert.Equal(23, Calendar.Hour(Timestamps.Latest));
        Assert.Equal(1, Calendar.Year(Timestamps.Earliest));
    }
}
