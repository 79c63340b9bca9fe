using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace StreamGuard.Benchmarks;

/// <summary>Workload S beside DuckDB and Spark: the 31 features of every user.</summary>
/// <param name="work">Where files are written; the yardsticks are there.</param>
/// <param name="root">The repository.</param>
/// <param name="yardsticks">Folder of what needs its place, such as Spark.</param>
internal sealed class WorkloadSTable(string work, string root, string yardsticks)
{
    public void Write(StringBuilder report, bool quick)
    {
        int[] sizes = quick ? [10_000, 100_000] : [10_000, 100_000, 1_000_000, 10_000_000];
        foreach (var events in sizes) Machine.Run(work, "node", "workload-s.mjs", File(events), events.ToString(CultureInfo.InvariantCulture));
        report.AppendLine("Thousand events a second, JSON lines to the 31 features of each user by event time, median of the turns, each the median of its runs in one process; ours had run for 10 s until its code was compiled for good. Users are a hundredth of the events.\n");
        report.AppendLine("| events | threads | StreamGuard | DuckDB | ratio | same answer | processor time an event, ns | peak memory, MB |\n|---|---|---|---|---|---|---|---|");
        foreach (var events in sizes)
            foreach (var threads in new[] { 1, 2 }) Row(report, events, threads, turns: quick ? 1 : 3);
        report.AppendLine();
        Spark(report, sizes[^1] > 1_000_000 ? 1_000_000 : sizes[^1]);
    }

    private void Row(StringBuilder report, int events, int threads, int turns)
    {
        var (ours, theirs) = (new List<JsonElement>(), new List<JsonElement>());
        var processors = threads == 1 ? "0" : "0,1";
        var runs = events > 1_000_000 ? "1" : "5";
        for (var turn = 0; turn < turns; turn++)
        {
            ours.Add(Machine.Json(work, "taskset", "-c", processors, "dotnet", Ours, "s", File(events), $"{threads}", runs));
            theirs.Add(Machine.Json(work, "taskset", "-c", processors, "node", "duckdb-s.mjs", File(events), $"{threads}", events > 1_000_000 ? "1" : "3"));
        }

        var (mine, yours) = (Median(ours, "events_per_s"), Median(theirs, "events_per_s"));
        var same = Number(ours[0], "users") == Number(theirs[0], "users") && Math.Abs(Number(ours[0], "checksum") / Number(theirs[0], "checksum") - 1) < 1e-9;
        report.AppendLine(Invariant($"| {events:N0} | {threads} | {mine / 1e3:F0} | {yours / 1e3:F0} | {mine / yours:F2} | {(same ? "yes" : "NO")} | {Median(ours, "cpu_ns_per_row"):F0} | {ours.Max(run => Number(run, "peak_mb")):F0} |"));
    }

    private void Spark(StringBuilder report, int events)
    {
        var warm = Machine.Json(work, "node", Path.Combine(yardsticks, "spark.mjs"), "s", Path.Combine(work, File(events)), "2");
        var ours = Machine.Json(work, "taskset", "-c", "0,1", "dotnet", Ours, "s", File(events), "2", "5");
        report.AppendLine(Invariant($"Spark's batch SQL, local[2], on {events:N0} events: {Number(warm, "events_per_s") / 1e3:F0} thousand events a second when warm; StreamGuard {Number(ours, "events_per_s") / 1e3:F0}, {Number(ours, "events_per_s") / Number(warm, "events_per_s"):F1} times as many."));
        var cold = Machine.Json(work, "node", Path.Combine(yardsticks, "spark.mjs"), "s", Path.Combine(work, File(10_000)), "2", "0");
        var process = Enumerable.Range(0, 5).Select(_ => WholeProcess()).Order().ElementAt(2);
        report.AppendLine(Invariant($"As a whole process over 10,000 events: Spark, once, {Number(cold, "wall_s"):F1} s, `./streamguard run`, median of five, {process:F3} s, {Number(cold, "wall_s") / process:F0} times as fast.\n"));
    }

    /// <summary>Seconds of a run from the start of the process to its end, with all processors, as Spark has them.</summary>
    private double WholeProcess()
    {
        foreach (var file in new[] { "workload-s.yaml", "security-features.yaml" }) System.IO.File.Copy(Path.Combine(AppContext.BaseDirectory, file), Path.Combine(work, file), overwrite: true);
        var began = Stopwatch.GetTimestamp();
        Machine.Run(work, "env", $"WORKLOAD_S={File(10_000)}", $"OUT={work}", Path.Combine(root, "streamguard"), "run", "workload-s.yaml", "--quiet");
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static string Ours => Path.Combine(AppContext.BaseDirectory, "StreamGuard.Benchmarks.dll");

    private static string File(int events) => $"s-{events}.ndjson";

    private static double Number(JsonElement json, string name) => json.GetProperty(name).GetDouble();

    private static double Median(List<JsonElement> runs, string name) => runs.Select(run => Number(run, name)).Order().ElementAt(runs.Count / 2);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
