using System.Globalization;
using StreamGuard.Core.Testing;
using StreamGuard.Host.Service.Systemd;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Service.Systemd;

public sealed class SystemdNotifierTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _variables = [];
    private readonly ManagersSocket _manager;

    public SystemdNotifierTests()
    {
        _manager = new ManagersSocket(_folder["notify"]);
        _variables["NOTIFY_SOCKET"] = _manager.Address;
    }

    public void Dispose()
    {
        _manager.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Tells_what_becomes_of_the_service()
    {
        using var notifier = Notifier();

        notifier.Status("planning 3 pipelines");
        notifier.Ready("3 pipelines running");
        notifier.Stopping("taking last checkpoints");

        Assert.Equal("STATUS=planning 3 pipelines", _manager.Next());
        Assert.Equal("READY=1\nSTATUS=3 pipelines running", _manager.Next());
        Assert.Equal("STOPPING=1\nSTATUS=taking last checkpoints", _manager.Next());
        Assert.Equal("EXTEND_TIMEOUT_USEC=30000000", _manager.Next());
        Assert.True(_manager.IsEmpty);
    }

    [Fact]
    public void Speaks_to_a_socket_in_the_abstract_namespace()
    {
        using var manager = new ManagersSocket($"@streamguard-test-{Guid.NewGuid():N}");
        _variables["NOTIFY_SOCKET"] = manager.Address;
        using var notifier = Notifier();

        notifier.Ready("1 pipeline running");

        Assert.True(notifier.IsHeard);
        Assert.StartsWith("READY=1\n", manager.Next(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("vsock:2:1234")]
    [InlineData("/nowhere/notify")]
    public void Says_nothing_where_nobody_listens(string? address)
    {
        if (address is null) _variables.Remove("NOTIFY_SOCKET");
        else _variables["NOTIFY_SOCKET"] = address;
        using var notifier = Notifier();

        notifier.Ready("1 pipeline running");
        notifier.Alive();

        Assert.True(_manager.IsEmpty);
    }

    [Fact]
    public void Goes_on_when_the_manager_has_gone()
    {
        using var notifier = Notifier();
        _manager.Dispose();

        notifier.Ready("1 pipeline running");
        notifier.Alive();
    }

    [Fact]
    public void Keeps_a_status_of_several_lines_in_one()
    {
        using var notifier = Notifier();

        notifier.Status("a failed:\nREADY=1");

        Assert.Equal("STATUS=a failed: READY=1", _manager.Next());
    }

    [Fact]
    public void Says_when_on_the_monotonic_clock_a_reload_has_begun()
    {
        var clock = new VirtualClock(DateTimeOffset.UnixEpoch);
        clock.Advance(TimeSpan.FromSeconds(2.5));
        using var notifier = new SystemdNotifier(_variables.GetValueOrDefault, clock);

        notifier.Reloading();

        Assert.Equal("RELOADING=1\nMONOTONIC_USEC=2500000", _manager.Next());
    }

    [Fact]
    public void Means_the_monotonic_clock_of_the_system()
    {
        using var notifier = Notifier();

        notifier.Reloading();

        // The time since the machine has started, which only differs where it was suspended.
        var told = double.Parse(_manager.Next().Split('=')[^1], CultureInfo.InvariantCulture) / 1e6;
        var uptime = double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture);
        Assert.InRange(told, uptime - 60, uptime + 60);
    }

    [Fact]
    public void Pets_a_watchdog_at_half_its_time()
    {
        _variables["WATCHDOG_USEC"] = "5000000";
        _variables["WATCHDOG_PID"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        using var notifier = Notifier();
        notifier.Ready("");
        _manager.Next();

        notifier.Alive();

        Assert.Equal(TimeSpan.FromSeconds(2.5), notifier.Every);
        Assert.Equal("WATCHDOG=1", _manager.Next());
        Assert.True(_manager.IsEmpty);
    }

    [Theory]
    [InlineData("5000000", "1")]
    [InlineData("0", null)]
    [InlineData("soon", null)]
    [InlineData(null, null)]
    public void Leaves_a_watchdog_alone_that_is_not_its_own(string? microseconds, string? process)
    {
        if (microseconds is not null) _variables["WATCHDOG_USEC"] = microseconds;
        if (process is not null) _variables["WATCHDOG_PID"] = process;
        using var notifier = Notifier();
        notifier.Ready("");
        _manager.Next();

        notifier.Alive();

        Assert.True(_manager.IsEmpty);
    }

    [Fact]
    public void Asks_for_more_time_as_long_as_it_starts_or_stops()
    {
        _variables["WATCHDOG_USEC"] = "20000000";
        using var notifier = Notifier();

        notifier.Alive();
        notifier.Ready("");
        notifier.Alive();
        notifier.Stopping("");
        notifier.Alive();

        string[] expected =
        [
            "WATCHDOG=1", "EXTEND_TIMEOUT_USEC=30000000",
            "READY=1\nSTATUS=", "WATCHDOG=1",
            "STOPPING=1\nSTATUS=", "EXTEND_TIMEOUT_USEC=30000000", "WATCHDOG=1", "EXTEND_TIMEOUT_USEC=30000000",
        ];
        Assert.Equal(expected, expected.Select(_ => _manager.Next()));
    }

    private SystemdNotifier Notifier() => new(_variables.GetValueOrDefault, TimeProvider.System);
}
