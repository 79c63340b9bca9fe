using StreamGuard.Core.Pipelines.Docs;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Conformance.Tests;

/// <summary>
/// A transform as written in a pipeline file, and the columns of the rows to feed it. Every transform of the registry
/// is tested with the example of its documentation and with the variants listed here.
/// </summary>
/// <param name="Name">In the list of tests.</param>
/// <param name="Yaml">Kind and options.</param>
/// <param name="Columns">As under a source: <c>value: float</c>; a timestamp column <c>time</c> stands before them.</param>
/// <param name="Inputs">How many inputs of these columns it has.</param>
/// <param name="MayBeLate">Its rows may be behind the watermark it passed on: a count window waits for rows, not for time.</param>
public sealed record TransformCase(string Name, string Yaml, string Columns, int Inputs = 1, bool MayBeLate = false)
{
    public override string ToString() => Name;
}

internal static class TransformCases
{
    /// <summary>Columns that the examples of the documentation are about.</summary>
    private static readonly Dictionary<string, string> ExampleColumns = new()
    {
        ["compute"] = "FS1_avg: float, FS2_avg: float",
        ["correlate"] = "cycle: int, PS1_avg: float, PS2_avg: float, FS1_avg: float",
        ["dedupe"] = "device: string, event_id: int",
        ["filter"] = "sensor: string, value: float",
        ["flatten"] = "id: int, tags: list(string)",
        ["group"] = "user: string, source_ip: string, timestamp: timestamp, event_id: string",
        ["lookup"] = "device: string",
        ["over"] = "user: string, source_ip: string, threat_score: float",
        ["rules"] = "PS1_avg: float, TS1_avg: float",
        ["score"] = "a: float, b: int",
        ["select"] = "window_start: timestamp, cycle: int, PS1_avg: float, TS1_avg: float",
        ["sequence"] = "user: string, failed: bool, source_ip: string, event_id: string",
        ["sort"] = "user: string, anomaly_score: float",
        ["top"] = "user: string, anomaly_score: float",
        ["union"] = "sensor: string, value: float, tags: list(string)",
        ["unpivot"] = "user: string, total_events: int, failed_events: float",
        ["window"] = "sensor: string, cycle: int, value: float",
    };

    private const string Readings = "sensor: string, cycle: int, value: float, good: bool, tags: list(string)";

    private static readonly TransformCase[] Variants =
    [
        new("compute-in-stages", "compute: { a: value + 1, b: a * cycle, value: b, c: value }", Readings),
        new("correlate-pairs", "correlate: { tumbling: 5s, offset: 2s, late: drop, min_rows: 3, pairs: [[cycle, value], [value, other]] }", Readings + ", other: float"),
        new("dedupe-last", "dedupe: { key: [sensor], within: 5s, keep: last }", Readings),
        new("dedupe-for-good", "dedupe: { key: [cycle, sensor] }", Readings),
        new("flatten-keep", "flatten: { column: tags, empty: keep }", Readings),
        new("sort-by-way-of-the-disk", "sort: { by: [value desc, sensor], memory: 2kB }", Readings),
        new("top-keyed", "top: { n: 2, by: [value], key: [sensor, good] }", Readings),
        new("top-per-window", "top: { n: 2, by: [value desc], key: [sensor], tumbling: 5s, late: dead_letter }", Readings),
        new("top-per-instant", "top: { n: 1, by: [value], per: [time, good], late: drop }", Readings),
        new("unpivot-drop", "unpivot: { columns: [value, cycle], nulls: drop }", Readings),
        new("filter-all", "filter: true", Readings),
        new("group-keyed", "group: { key: [sensor, good], aggregate: { mean: mean(value), first: first(value), names: collect(sensor) } }", Readings),
        new("group-nested", "group: { key: [sensor], order: arrival, aggregate: { a: max(count() by cycle), b: 'weighted_stddev(count() by cycle, sum(value) by cycle)', c: mean(elapsed(time)), d: count_if(previous(value) < value), e: 'stddev(count() by (cycle, good))' } }", Readings),
        new("window-nested", "window: { tumbling: 5s, late: drop, aggregate: { a: 'percentile(count() by sensor, 0.5)', b: stddev(mean(value) by sensor), c: max(previous(cycle)) } }", Readings),
        new("group-complete", "group: { emit: complete, aggregate: { p50: median(value), distinct: count_distinct(sensor) } }", Readings),
        new("lookup-drop", "lookup: { table: { path: devices.csv, columns: { device: string, site: string }, key: device }, on: sensor, on_missing: drop }", Readings),
        new("lookup-dead-letter", "lookup: { table: { path: devices.csv, columns: { device: string, site: string }, key: device }, on: sensor, on_missing: dead_letter }", Readings),
        new("over-all-functions", "over: { key: [sensor], order: event_time, late: drop, ttl: 6s, compute: { a: not seen(cycle), b: count_distinct(cycle), c: 'count_distinct(sensor) + 1', d: share(cycle), e: previous(sensor), f: previous(value), g: previous(good), h: zscore(value), i: 'ewma(value, 5)', j: 'ewma(cycle, \"2s\")', k: 'percentile(value, 0.9)', l: seen(value), m: share(sensor), n: slope(value), o: delta(cycle), p: any(good) } }", Readings),
        new("over-event-time", "over: { key: [sensor], order: event_time, late: dead_letter, tie: [cycle], ttl: 4s, compute: { n: count(), m: mean(value), s: sum(value), up: value > m, ups: count_if(up), middle: median(value), gap: elapsed(time), kinds: count_distinct(cycle), newest: last(sensor) } }", Readings),
        new("over-arrival", "over: { key: [sensor, cycle], order: arrival, sees: self, ttl: 2s, compute: { n: count(), dev: stddev(value), first: first(good), names: collect(sensor) } }", Readings),
        new("over-instant", "over: { key: [cycle], order: event_time, late: drop, sees: instant, compute: { n: count(), most: max(value), m: mean(value) } }", Readings),
        new("over-recent-previous", "over: { key: [cycle], order: event_time, late: drop, sees: instant, compute: { n: 'count(last: 3s)', v: 'previous(value, last: 3s)', s: 'previous(sensor, last: 2 rows)' } }", Readings),
        new("over-approximate", "over: { key: [sensor], order: event_time, late: drop, ttl: 6s, compute: { p: 'approx_percentile(value, 0.9)', m: approx_median(cycle), r: 'approx_median(value, last: 3s)', w: 'approx_median(value, last: 40 rows)' } }", Readings),
        new("group-approximate", "group: { key: [sensor], aggregate: { p: 'approx_percentile(value, 0.99)', m: approx_median(cycle) } }", Readings),
        new("window-approximate", "window: { session: 2s, key: [sensor], late: dead_letter, aggregate: { p: 'approx_percentile(value, 0.99)', m: approx_median(cycle), n: 'approx_median(count() by cycle)' } }", Readings),
        new("over-max-keys", "over: { key: [sensor, cycle], order: arrival, ttl: 3s, max_keys: 5, compute: { n: count(), m: mean(value), gap: elapsed(time) } }", Readings),
        new("rules-keyed", "rules: { held: { when: good, for: 2s, cooldown: 3s, key: [sensor] }, odd: { zscore: { of: value, over: 8s, above: 1 }, key: [cycle] }, moved: { change: { of: value, within: 3s, above: 0.5 }, key: [sensor] } }", Readings),
        new("rules-sequences", "rules: { ends: { sequence: { key: [sensor], within: 4s, steps: [{ name: a, when: good, at_least: 2 }, { name: b, when: value > a.first.value }] }, message: '{a.count} {a.first.value:F1} {b.value} {sensor}' }, absent: { sequence: { within: 4s, after: next_row, steps: [{ name: a, when: good }, { not: value > 350, within: 2s }] }, key: [sensor], cooldown: 2s, message: '{a.first.sensor} {cycle}' } }", Readings, MayBeLate: true),
        new("score-dead-letter", "score: { model: models/pump-wear, emit: { s: score, v: version, all: total }, non_finite: dead_letter }", "a: float, b: bool"),
        new("select-drop", "select: { drop: [value], as: { doubled: value * 2 } }", Readings),
        new("sequence-overlapping", "sequence: { key: [sensor], within: 4s, after: next_row, steps: [{ name: a, when: good, at_least: 2 }, { not: value > 1 }, { name: b, when: not good and value != a.last.value }], emit: { n: a.count, x: a.first.value, y: value, s: a.last.sensor } }", Readings, MayBeLate: true),
        new("sequence-absent", "sequence: { key: [cycle], order: event_time, tie: [value], late: dead_letter, within: 10s, steps: [{ name: a, when: good }, { name: b, when: value > 0, at_most: 3, strict: true }, { not: not good, within: 2s }], emit: { n: b.count, s: sensor } }", Readings),
        new("union-of-three", "union: {}", Readings, Inputs: 3),
        new("window-keyed", "window: { tumbling: 5s, key: [sensor], late: drop, aggregate: { mean: mean(value), first: first(value), names: collect(sensor) } }", Readings),
        new("window-hopping", "window: { hopping: { size: 10s, every: 5s }, late: drop, aggregate: { p50: median(value), distinct: count_distinct(sensor) } }", Readings),
        new("window-session", "window: { session: 2s, key: [sensor], late: dead_letter, aggregate: { n: count(), s: sum(value) } }", Readings),
        new("window-count", "window: { count: 7, key: [sensor], aggregate: { n: count(), s: stddev(value) } }", Readings, MayBeLate: true),
    ];

    public static IReadOnlyList<TransformCase> All { get; } = [.. Examples(), .. Variants];

    private static IEnumerable<TransformCase> Examples()
    {
        var docs = new XmlDocs();
        foreach (var type in Registry.WithBuiltIns().Components.Where(component => component.Role == Role.Transform))
        {
            if (!ExampleColumns.TryGetValue(type.Name, out var columns))
                throw new InvalidOperationException($"say here what columns the example of '{type.Name}' is about, so that it is tested");
            yield return new TransformCase(type.Name, docs.Example(type.Options)!, columns, type.Name == "union" ? 2 : 1);
        }
    }
}
