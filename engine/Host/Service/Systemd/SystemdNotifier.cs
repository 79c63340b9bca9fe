using System.Globalization;

namespace StreamGuard.Host.Service.Systemd;

/// <summary>Tells systemd how the service does (sd_notify(3), sd_watchdog_enabled(3)); without a systemd it does nothing.</summary>
internal sealed class SystemdNotifier : IServiceNotifier
{
    // Well within the time-outs of the unit, where no watchdog says how often.
    private static readonly TimeSpan WithoutWatchdog = TimeSpan.FromSeconds(10);

    private readonly NotifySocket? _socket;
    private readonly TimeProvider _clock;
    private readonly bool _isWatched;
    private volatile bool _isUnderWay = true;

    /// <param name="variable">Gives a variable of the environment: NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID.</param>
    /// <param name="clock">The monotonic clock of a reload is told by it.</param>
    public SystemdNotifier(Func<string, string?> variable, TimeProvider clock)
    {
        _socket = NotifySocket.Open(variable("NOTIFY_SOCKET"));
        _clock = clock;
        _isWatched = Watchdog(variable) is not null;
        Every = Watchdog(variable) / 2 ?? WithoutWatchdog;
    }

    /// <inheritdoc/>
    public TimeSpan Every { get; }

    /// <summary>Somebody listens.</summary>
    public bool IsHeard => _socket is not null;

    /// <summary>The notifier of this process; what it was told by is taken out of the environment, so that no child speaks in its name.</summary>
    public static SystemdNotifier OfThisProcess()
    {
        var notifier = new SystemdNotifier(Environment.GetEnvironmentVariable, TimeProvider.System);
        foreach (var name in new[] { "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID" }) Environment.SetEnvironmentVariable(name, null);
        return notifier;
    }

    /// <inheritdoc/>
    public void Ready(string status)
    {
        _isUnderWay = false;
        _socket?.Send("READY=1", StatusLine(status));
    }

    /// <inheritdoc/>
    public void Status(string status) => _socket?.Send(StatusLine(status));

    /// <inheritdoc/>
    public void Reloading() => _socket?.Send("RELOADING=1", string.Create(CultureInfo.InvariantCulture, $"MONOTONIC_USEC={MonotonicMicroseconds()}"));

    /// <inheritdoc/>
    public void Stopping(string status)
    {
        _isUnderWay = true;
        _socket?.Send("STOPPING=1", StatusLine(status));
        // The unit's own limit may be shorter than what a last checkpoint takes: from now on each beat asks for more.
        _socket?.Send(MoreTime());
    }

    /// <inheritdoc/>
    public void Alive()
    {
        if (_isWatched) _socket?.Send("WATCHDOG=1");
        if (_isUnderWay) _socket?.Send(MoreTime());
    }

    public void Dispose() => _socket?.Dispose();

    // Two beats may be missed.
    private string MoreTime() => string.Create(CultureInfo.InvariantCulture, $"EXTEND_TIMEOUT_USEC={(Every * 3).Ticks / TimeSpan.TicksPerMicrosecond}");

    // A line end would begin another assignment.
    private static string StatusLine(string status) => "STATUS=" + status.ReplaceLineEndings(" ");

    // .NET's timestamps are those of CLOCK_MONOTONIC, which systemd asks for.
    private long MonotonicMicroseconds() => (long)(_clock.GetTimestamp() / (_clock.TimestampFrequency / 1e6));

    /// <summary>The time after which systemd takes the service for dead; null where it does not watch this process.</summary>
    private static TimeSpan? Watchdog(Func<string, string?> variable)
    {
        if (!long.TryParse(variable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) || microseconds == 0) return null;
        // Set for a parent that has left its environment to this process.
        if (variable("WATCHDOG_PID") is { Length: > 0 } process && process != Environment.ProcessId.ToString(CultureInfo.InvariantCulture)) return null;
        return TimeSpan.FromMicroseconds(microseconds);
    }
}
