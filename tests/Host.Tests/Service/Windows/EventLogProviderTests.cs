using Microsoft.Extensions.Logging;
using StreamGuard.Host.Service;
using StreamGuard.Host.Service.Windows;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Service.Windows;

public class EventLogProviderTests
{
    private readonly FakeEventLog _log = new();

    [Fact]
    public void Lines_of_the_host_become_events_of_their_kind()
    {
        using var logs = HostLogs.Create(new LogOptions(), new EventLogProvider(_log));
        var logger = logs.CreateLogger("rig");

        logger.LogInformation("running, {From}", "from the beginning");
        logger.LogWarning("slow");
        logger.LogError("failed");
        logger.LogDebug("not asked for");

        Assert.Equal([(EventKind.Information, "rig: running, from the beginning"), (EventKind.Warning, "rig: slow"), (EventKind.Error, "rig: failed")], _log.Events);
    }

    [Fact]
    public void A_line_longer_than_an_event_is_cut()
    {
        using var logs = HostLogs.Create(new LogOptions(), new EventLogProvider(_log));

        logs.CreateLogger("rig").LogError("{Text}", new string('x', 40_000));

        Assert.Equal(31_000, _log.Events.Single().Text.Length);
    }
}
