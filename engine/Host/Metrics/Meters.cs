namespace StreamGuard.Host.Metrics;

/// <summary>
/// All meters of the host: from this list come the text that Prometheus scrapes, the instruments of
/// System.Diagnostics.Metrics, the page of meters, the dashboard and the alert rules.
/// </summary>
internal static class Meters
{
    public static IReadOnlyList<MeterDefinition> All { get; } =
    [
        .. PipelineMeters.All,
        .. ComponentMeters.All,
        .. EdgeMeters.All,
        .. DeadLetterMeters.All,
        .. CheckpointMeters.All,
        .. ModelMeters.All,
        .. HostAlertMeters.All,
        .. ProcessMeters.All,
    ];
}
