using System.Reflection;
using StreamGuard.Core.Runtime;
using StreamGuard.Host.Service;

namespace StreamGuard.Host.Metrics;

/// <summary>Meters of pipelines as a whole.</summary>
internal static class PipelineMeters
{
    private static readonly string[] _labels = ["pipeline"];
    private static readonly IReadOnlyList<(HostedState State, string Name)> _states = [.. Enum.GetValues<HostedState>().Select(state => (state, state.ToString().ToLowerInvariant()))];

    /// <summary>Of the program.</summary>
    public static string Version { get; } = typeof(PipelineMeters).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static MeterDefinition Build { get; } = new(
        "streamguard_build_info", MeterKind.Gauge, "", "1, with the version of the program.", ["version"],
        _ => [new Sample([Version], 1)]);

    public static MeterDefinition State { get; } = new(
        "streamguard_pipeline_state", MeterKind.Gauge, "", "1 for the state that a pipeline is in, 0 for all others.", ["pipeline", "state"],
        reading => reading.Pipelines.SelectMany(pipeline => _states.Select(state => new Sample([pipeline.Name, state.Name], pipeline.State == state.State ? 1 : 0))));

    public static MeterDefinition Restarts { get; } = new(
        "streamguard_pipeline_restarts_total", MeterKind.Counter, "", "Times a pipeline was begun again after a failure.", _labels,
        reading => reading.Pipelines.Select(pipeline => new Sample([pipeline.Name], pipeline.Restarts)));

    public static MeterDefinition RunSeconds { get; } = Of(
        "streamguard_pipeline_run_seconds", MeterKind.Gauge, "seconds", "Time since the run under way began, or how long the last one took.", run => run.Elapsed.TotalSeconds);

    public static MeterDefinition Progress { get; } = Of(
        "streamguard_pipeline_progress_ratio", MeterKind.Gauge, "ratio", "Share of a bounded input that was read; absent where nobody knows how much there is.",
        run => run.Total > 0 ? Math.Min(1, (double)run.Done / run.Total) : null);

    public static MeterDefinition Unbalanced { get; } = Of(
        "streamguard_pipeline_unbalanced_accounts_total", MeterKind.Counter, "", "Times the account of a component's rows did not balance at a barrier: a fault in the component.",
        run => run.Unbalanced);

    public static IReadOnlyList<MeterDefinition> All { get; } = [Build, State, Restarts, RunSeconds, Progress, Unbalanced];

    /// <summary>A meter with one value a pipeline that has run; null for none.</summary>
    public static MeterDefinition Of(string name, MeterKind kind, string unit, string help, Func<RunSnapshot, double?> read) => new(
        name, kind, unit, help, _labels,
        reading =>
            from each in reading.Runs
            let value = read(each.Run)
            where value is not null
            select new Sample([each.Pipeline.Name], value.Value));
}
