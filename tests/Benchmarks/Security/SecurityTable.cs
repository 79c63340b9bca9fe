using System.Globalization;
using System.Text;
using System.Text.Json;

namespace StreamGuard.Benchmarks.Security;

/// <summary>The section on security-events.</summary>
/// <param name="root">The repository.</param>
/// <param name="work">A folder for what is left behind.</param>
internal sealed class SecurityTable(string root, string work)
{
    private static string Ours => Path.Combine(AppContext.BaseDirectory, "StreamGuard.Benchmarks.dll");

    public void Write(StringBuilder report, bool quick)
    {
        var events = Path.Combine(work, "events.jsonl");
        Machine.Run(work, Path.Combine(root, "streamguard"), "run", Path.Combine(root, "pipelines", "security-publish.yaml"), "--profile", "sample", "--quiet",
            "--set", $"sources.organisation.simulate={{ model: organisation, users: 100000, events: {(quick ? 100_000 : 1_000_000)}, seed: 7, attacks: 0.02, quiet_days: 0 }}",
            "--set", $"sinks.topic.file.path={events}");

        report.AppendLine("pipelines/security-events.yaml with everything on, 100,000 users, the store on disk, checkpoints every 10 s; two processors, one of them busy with the arrivals. Microseconds from an event's arrival to the hand-over of its alert, and of every scored event, to a sink that sends at once.\n");
        report.AppendLine("| events a second | alerts | p50 | p99 | most | scored, p50 | p99 | p99.9 | most | peak memory, MB |\n|---|---|---|---|---|---|---|---|---|---|");
        foreach (var rate in new[] { 12_000, 50_000 })
        {
            var json = Run("latency", $"{rate}", quick ? "5" : "30");
            report.AppendLine(Invariant($"| {rate:N0} | {Number(json, "alerts"):N0} | {Number(json, "p50_us"):N0} | {Number(json, "p99_us"):N0} | {Number(json, "max_us"):N0} | {Number(json, "scored_p50_us"):N0} | {Number(json, "scored_p99_us"):N0} | {Number(json, "scored_p999_us"):N0} | {Number(json, "scored_max_us"):N0} | {Number(json, "peak_mb"):N0} |"));
        }

        var speed = Run("speed", quick ? "200000" : "3000000");
        report.AppendLine(Invariant($"\nAs fast as they are taken, 12,000 to a second of event time: {Number(speed, "events_per_s"):N0} events a second, peak memory {Number(speed, "peak_mb"):N0} MB. The layer in C++ that it takes the place of: 12,000 a second, under 1 ms, 200 MB.\n"));

        JsonElement Run(string kind, params string[] amounts) => Machine.Json(work, "taskset", ["-c", "0,1", "dotnet", Ours, "security", kind, root, events, .. amounts]);
    }

    private static double Number(JsonElement json, string name) => json.GetProperty(name).GetDouble();

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
