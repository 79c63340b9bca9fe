using StreamGuard.Contracts;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Plugins;
using StreamGuard.Core.Runtime;

namespace StreamGuard.Host.Metrics;

/// <summary>Meters that every component has. Counters count this run: what earlier runs did would look like a leap after each restart.</summary>
internal static class ComponentMeters
{
    private static readonly string[] _labels = ["pipeline", "component", "role"];
    private static readonly (string Name, Func<Account, long> Count)[] _outcomes =
    [
        ("passed", account => account.Passed),
        ("filtered", account => account.Filtered),
        ("aggregated", account => account.Aggregated),
        ("late", account => account.Late),
        ("dead_lettered", account => account.DeadLettered),
    ];

    public static MeterDefinition Info { get; } = new(
        "streamguard_component_info", MeterKind.Gauge, "", "1, with the kind of a component.", [.. _labels, "kind"],
        reading => Components(reading).Select(each => new Sample([.. LabelsOf(each), each.Component.Node.Kind], 1)));

    public static MeterDefinition RowsIn { get; } = Counting(
        "streamguard_component_rows_in_total", "Rows that came to a component.", account => account.In);

    public static MeterDefinition RowsOut { get; } = Counting(
        "streamguard_component_rows_out_total", "Rows that a component sent on; of a sink those it wrote.", account => account.Out);

    public static MeterDefinition RowsMade { get; } = Counting(
        "streamguard_component_rows_made_total", "Rows that a component made of others: windows, matches, alerts.", account => account.Made);

    public static MeterDefinition Rows { get; } = new(
        "streamguard_component_rows_total", MeterKind.Counter, "rows", "What became of the rows that came: passed, filtered, aggregated, late or dead_lettered.", [.. _labels, "outcome"],
        reading =>
            from each in Components(reading)
            from outcome in _outcomes
            select new Sample([.. LabelsOf(each), outcome.Name], Risen(each, outcome.Name, outcome.Count)));

    public static MeterDefinition RowsHeld { get; } = Of(
        "streamguard_component_held_rows", MeterKind.Gauge, "rows", "Rows that wait in a component to be sent later.", component => component.Account.Held);

    public static MeterDefinition Batches { get; } = Of(
        "streamguard_component_batches_total", MeterKind.Counter, "batches", "Batches that a component has handled.", component => component.Batches);

    public static MeterDefinition Busy { get; } = Of(
        "streamguard_component_busy_seconds_total", MeterKind.Counter, "seconds",
        "Time that a component was at work, of all its instances together, without those fused with it; of a sink with its waiting for what it writes to.", component => component.Busy.TotalSeconds);

    public static MeterDefinition Instances { get; } = Of(
        "streamguard_component_instances", MeterKind.Gauge, "", "Instances of a component that can be at work at the same time; so many seconds a second it can be busy.", component => component.Instances);

    public static MeterDefinition QueueFill { get; } = Of(
        "streamguard_component_queue_fill_ratio", MeterKind.Gauge, "ratio", "How full the fullest queue before a component is; absent where it runs in the block of its input.",
        component => component.HasQueue ? component.Waiting : null);

    public static MeterDefinition Watermark { get; } = Of(
        "streamguard_component_watermark_timestamp_seconds", MeterKind.Gauge, "seconds", "The watermark of a component, as seconds since 1970.", component => component.Watermark / 1e6);

    public static MeterDefinition WatermarkLag { get; } = Of(
        "streamguard_component_watermark_lag_seconds", MeterKind.Gauge, "seconds", "How far the watermark of a component is behind the clock.", component => component.Lag?.TotalSeconds);

    public static MeterDefinition StateBytes { get; } = Of(
        "streamguard_component_state_bytes", MeterKind.Gauge, "bytes", "Bytes of state: in the last checkpoint, or estimated where none is kept.", component => component.StateBytes);

    public static MeterDefinition StateKeys { get; } = Of(
        "streamguard_component_state_keys", MeterKind.Gauge, "keys", "Keys that a component keeps something of.", component => component.StateKeys);

    public static MeterDefinition Overflows { get; } = Of(
        "streamguard_component_overflows_total", MeterKind.Counter, "", "Results that were null because they did not fit in their type.",
        component => component.Node.Role == Role.Transform ? component.Account.Overflows - component.Before.Overflows : null);

    public static MeterDefinition Waits { get; } = new(
        "streamguard_component_waits_total", MeterKind.Counter, "", "Times a source or sink had to wait for what may pass: a broker, a server, a disk.", _labels,
        reading => Waiting(reading).Select(each => new Sample(LabelsOf((each.Pipeline, each.Component)), each.Waits?.Times ?? 0)));

    public static MeterDefinition IsWaiting { get; } = new(
        "streamguard_component_waiting", MeterKind.Gauge, "", "1 while a source or sink waits for what may pass, 0 while it does not.", _labels,
        reading => Waiting(reading).Select(each => new Sample(LabelsOf((each.Pipeline, each.Component)), each.Waits?.IsWaiting == true ? 1 : 0)));

    public static IReadOnlyList<MeterDefinition> All { get; } =
    [
        Info, RowsIn, RowsOut, RowsMade, Rows, RowsHeld, Batches, Busy, Instances, QueueFill, Watermark, WatermarkLag, StateBytes, StateKeys, Overflows, Waits, IsWaiting,
    ];

    /// <summary>A meter with one value a component; null for none.</summary>
    public static MeterDefinition Of(string name, MeterKind kind, string unit, string help, Func<ComponentSnapshot, double?> read) => new(
        name, kind, unit, help, _labels,
        reading =>
            from each in Components(reading)
            let value = read(each.Component)
            where value is not null
            select new Sample(LabelsOf(each), value.Value));

    /// <summary>Every component of every pipeline that has run.</summary>
    public static IEnumerable<(MeteredPipeline Pipeline, ComponentSnapshot Component)> Components(Reading reading) =>
        from each in reading.Runs
        from component in each.Run.Components
        select (each.Pipeline, component);

    /// <summary>Values of the labels that all meters of components have.</summary>
    public static string[] LabelsOf((MeteredPipeline Pipeline, ComponentSnapshot Component) each) => [each.Pipeline.Name, each.Component.Node.Name, RoleOf(each.Component.Node)];

    private static MeterDefinition Counting(string name, string help, Func<Account, long> count) => new(
        name, MeterKind.Counter, "rows", help, _labels, reading => Components(reading).Select(each => new Sample(LabelsOf(each), Risen(each, name, count))));

    /// <summary>A figure of the account, of this run only.</summary>
    private static long Risen((MeteredPipeline Pipeline, ComponentSnapshot Component) each, string name, Func<Account, long> count) => each.Pipeline.Memory.Rise(
        each.Pipeline.Name, each.Component.Node.Name, name, each.Pipeline.Snapshot!.Elapsed, count(each.Component.Account) - count(each.Component.Before));

    private static IEnumerable<(MeteredPipeline Pipeline, ComponentSnapshot Component, Waits? Waits)> Waiting(Reading reading) =>
        from each in Components(reading)
        where each.Component.Node.Role != Role.Transform
        select (each.Pipeline, each.Component, each.Pipeline.Snapshot!.Waits.GetValueOrDefault(each.Component.Node.Name));

    private static string RoleOf(PlanNode node) => node.Role switch
    {
        Role.Source => "source",
        Role.Sink => "sink",
        _ => "transform",
    };
}
