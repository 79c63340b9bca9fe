using StreamGuard.Core.Runtime.Feeds;
using StreamGuard.Host.Metrics;

namespace StreamGuard.Host.Tests.Metrics;

public class HostAlertMetersTests
{
    [Fact]
    public void Tell_what_became_of_the_alerts_of_the_host()
    {
        var reading = new Reading([]) { Alerts = new FeedFigures(Told: 9, Waiting: 3, Refused: 2, Lost: 1, Trouble: null) };

        Assert.Equal([9, 3, 2, 1], HostAlertMeters.All.Select(meter => Assert.Single(meter.Read(reading)).Value));
    }

    [Fact]
    public void Are_absent_where_alerts_go_nowhere() => Assert.All(HostAlertMeters.All, meter => Assert.Empty(meter.Read(new Reading([]))));
}
