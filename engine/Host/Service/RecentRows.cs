using StreamGuard.Contracts;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Plugins;
using StreamGuard.Core.Runtime.Taps;

namespace StreamGuard.Host.Service;

/// <summary>The newest alerts and dead letters of a pipeline, a few of each, also those before it was begun again.</summary>
internal sealed class RecentRows(PipelineTaps taps)
{
    private const int Most = 100;

    /// <summary>Rows of a schema that rules make, where a sink takes them.</summary>
    public Tap Alerts { get; } = taps.Open(AreAlerts, new TapOptions(RowsPerSecond: 20, Most), null);

    /// <summary>Dead letters of any component, as <see cref="DeadLetterSchema"/> has them.</summary>
    public Tap Letters { get; } = taps.Open((_, place) => place.Dead, new TapOptions(RowsPerSecond: 20, Most), null);

    /// <summary>The columns that every rule adds.</summary>
    public static bool HasAlerts(Schema schema) => new[] { "alert_id", "rule", "severity", "message" }.All(name => schema.IndexOf(name) >= 0);

    private static bool AreAlerts(Plan plan, PlanInput place) =>
        !place.Dead && HasAlerts(plan.Node(place.Node).Schema) && plan.Readers(place.Node).Any(reader => reader.Role == Role.Sink);
}
