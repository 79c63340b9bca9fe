using StreamGuard.Core.Runtime.Feeds;

namespace StreamGuard.Host.Metrics;

/// <summary>Meters of the alerts that the host raises itself; absent where its file has no <c>alerts</c>.</summary>
internal static class HostAlertMeters
{
    public static MeterDefinition Raised { get; } = Of("streamguard_host_alerts_total", MeterKind.Counter, "Alerts that the host has raised about its pipelines.", alerts => alerts.Told);

    public static MeterDefinition Waiting { get; } = Of("streamguard_host_alerts_waiting", MeterKind.Gauge, "Alerts of the host that their sink has not taken yet.", alerts => alerts.Waiting);

    public static MeterDefinition Refused { get; } = Of("streamguard_host_alerts_refused_total", MeterKind.Counter, "Alerts of the host that their sink has refused: they are dead letters.", alerts => alerts.Refused);

    public static MeterDefinition Lost { get; } = Of("streamguard_host_alerts_lost_total", MeterKind.Counter, "Alerts of the host that were lost because too many waited.", alerts => alerts.Lost);

    public static IReadOnlyList<MeterDefinition> All { get; } = [Raised, Waiting, Refused, Lost];

    private static MeterDefinition Of(string name, MeterKind kind, string help, Func<FeedFigures, double> read) =>
        new(name, kind, "alerts", help, [], reading => reading.Alerts is { } alerts ? [new Sample([], read(alerts))] : []);
}
