using StreamGuard.Contracts;

namespace StreamGuard.Host.Metrics;

/// <summary>Meters of models, and of all else that components count and measure: what they say of themselves in their accounts.</summary>
internal static class ModelMeters
{
    private const string Version = "version";
    private const string ShadowVersion = "shadow_version";
    private const string Agreement = "shadow_agreement";
    private const string Drift = "shadow_psi";
    private const string PerRow = "us_per_row";

    private static readonly string[] _labels = ["pipeline", "component"];
    private static readonly HashSet<string> _ownMeters = [Version, ShadowVersion, Agreement, Drift, PerRow];

    public static MeterDefinition Info { get; } = new(
        "streamguard_model_info", MeterKind.Gauge, "", "1, with the version of the model that scores, and of the one in its shadow.", [.. _labels, "use", "version"],
        reading =>
            from each in Figures(reading)
            where each.Figure is { Name: Version or ShadowVersion, Text: not null }
            select new Sample([each.Pipeline.Name, each.Component, each.Figure.Name == Version ? "in_force" : "shadow", each.Pipeline.Memory.Bound(each.Pipeline.Name, each.Component, Version, each.Figure.Text!)], 1));

    public static MeterDefinition RowSeconds { get; } = Of(
        "streamguard_model_row_seconds", "seconds", "How long a model takes for a row, on the mean of this run.", PerRow, value => value / 1e6);

    public static MeterDefinition ShadowDrift { get; } = Of(
        "streamguard_model_drift_psi", "", "Drift of the shadow's scores from those of the model in force: population stability index.", Drift, value => value);

    public static MeterDefinition ShadowAgreement { get; } = Of(
        "streamguard_model_agreement_ratio", "ratio", "Share of rows on which the shadow and the model in force agree.", Agreement, value => value);

    public static MeterDefinition Counts { get; } = new(
        "streamguard_component_events_total", MeterKind.Counter, "", "What a component counts besides rows, by the name that run --json has for it.", [.. _labels, "event"],
        reading => Named(reading, isCount: true));

    public static MeterDefinition Measures { get; } = new(
        "streamguard_component_measure", MeterKind.Gauge, "", "What a component measures, by the name that run --json has for it.", [.. _labels, "measure"],
        reading => Named(reading, isCount: false));

    public static IReadOnlyList<MeterDefinition> All { get; } = [Info, RowSeconds, ShadowDrift, ShadowAgreement, Counts, Measures];

    private static MeterDefinition Of(string name, string unit, string help, string figure, Func<double, double> read) => new(
        name, MeterKind.Gauge, unit, help, _labels,
        reading =>
            from each in Figures(reading)
            where each.Figure.Name == figure && !double.IsNaN(each.Figure.Value)
            select new Sample([each.Pipeline.Name, each.Component], read(each.Figure.Value)));

    private static IEnumerable<Sample> Named(Reading reading, bool isCount) =>
        from each in Figures(reading)
        where each.Figure.IsCount == isCount && !_ownMeters.Contains(each.Figure.Name) && !double.IsNaN(each.Figure.Value)
        group each.Figure.Value by (each.Pipeline.Name, each.Component, Label: each.Pipeline.Memory.Bound(each.Pipeline.Name, each.Component, "figure", each.Figure.Name)) into same
        select new Sample([same.Key.Name, same.Key.Component, same.Key.Label], same.Sum());

    private static IEnumerable<(MeteredPipeline Pipeline, string Component, Figure Figure)> Figures(Reading reading) =>
        from each in ComponentMeters.Components(reading)
        from figure in each.Component.Account.Figures.All
        select (each.Pipeline, each.Component.Node.Name, figure);
}
