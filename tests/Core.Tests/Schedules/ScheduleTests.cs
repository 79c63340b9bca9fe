using System.Globalization;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Schedules;

namespace StreamGuard.Core.Tests.Schedules;

public class ScheduleTests
{
    [Theory]
    [InlineData("0 2 * * *", "2026-11-22T01:59:59Z", "2026-11-22T02:00:00Z")]
    [InlineData("0 2 * * *", "2026-11-22T02:00:00Z", "2026-11-23T02:00:00Z")]
    [InlineData("*/15 8-17 * * MON-FRI", "2026-11-22T12:00:00Z", "2026-11-23T08:00:00Z")]
    [InlineData("0 0 29 2 *", "2026-11-22T12:00:00Z", "2028-02-29T00:00:00Z")]
    public void The_next_time_is_the_first_behind_an_instant(string cron, string after, string expected) =>
        Assert.Equal(Time(expected), Of(cron, "UTC").Next(Time(after)));

    [Fact]
    public void There_is_none_where_days_and_months_do_not_meet() => Assert.Null(Of("0 0 30 2 *", "UTC").Next(Time("2026-11-22T12:00:00Z")));

    [Fact]
    public void A_time_is_of_the_clock_of_its_zone()
    {
        Assert.Equal(Time("2026-11-23T01:00:00Z"), Of("0 2 * * *", "Europe/Berlin").Next(Time("2026-11-22T12:00:00Z")));
        Assert.Equal(Time("2026-07-02T00:00:00Z"), Of("0 2 * * *", "Europe/Berlin").Next(Time("2026-07-01T12:00:00Z")));
    }

    /// <summary>In Berlin the clock goes from 02:00 to 03:00 on 29 March 2026, at 01:00 UTC.</summary>
    [Fact]
    public void A_time_that_the_clock_skips_comes_once_and_the_next_day_as_ever()
    {
        var nightly = Of("30 2 * * *", "Europe/Berlin");

        var onTheDay = nightly.Next(Time("2026-03-28T12:00:00Z"))!.Value;
        var after = nightly.Next(onTheDay)!.Value;

        Assert.Equal(Time("2026-03-29T01:30:00Z"), onTheDay);
        Assert.Equal(Time("2026-03-30T00:30:00Z"), after);
    }

    /// <summary>In Berlin the clock goes from 03:00 back to 02:00 on 25 October 2026, at 01:00 UTC.</summary>
    [Fact]
    public void A_time_that_comes_twice_is_met_once()
    {
        var nightly = Of("30 2 * * *", "Europe/Berlin");

        var onTheDay = nightly.Next(Time("2026-10-24T12:00:00Z"))!.Value;

        Assert.Equal(Time("2026-10-25T00:30:00Z"), onTheDay);
        Assert.Equal(Time("2026-10-26T01:30:00Z"), nightly.Next(onTheDay));
    }

    [Theory]
    [InlineData("2026-03-28T23:00:00Z")]
    [InlineData("2026-10-24T22:00:00Z")]
    public void One_of_every_half_hour_goes_on_through_a_change_of_the_clock(string from)
    {
        var schedule = Of("*/30 * * * *", "Europe/Berlin");
        var last = Time(from);

        for (var i = 0; i < 12; i++)
        {
            var next = schedule.Next(last)!.Value;
            Assert.Equal(TimeSpan.FromMinutes(30), next - last);
            last = next;
        }
    }

    [Theory]
    [InlineData("61 * * * *")]
    [InlineData("0 2 * *")]
    [InlineData("@daily")]
    public void An_expression_that_is_none_is_refused(string cron) => Assert.Throws<FormatException>(() => Of(cron, "UTC"));

    [Fact]
    public void A_zone_that_is_none_is_refused() => Assert.Throws<TimeZoneNotFoundException>(() => Of("0 2 * * *", "Europe/Berlyn"));

    private static Schedule Of(string cron, string zone) => Schedule.Parse(new ScheduleOptions { Cron = cron, TimeZone = zone });

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
