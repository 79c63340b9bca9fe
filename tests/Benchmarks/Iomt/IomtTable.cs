using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace StreamGuard.Benchmarks.Iomt;

/// <summary>The section on iomt-traffic: servers of its own on two processors, the program on the other two.</summary>
/// <param name="root">The repository.</param>
/// <param name="servers">The folder with the scripts that start and stop a broker.</param>
/// <param name="work">A folder for what is left behind.</param>
internal sealed class IomtTable(string root, string servers, string work)
{
    private static string Ours => Path.Combine(AppContext.BaseDirectory, "StreamGuard.Benchmarks.dll");

    public void Write(StringBuilder report, bool quick)
    {
        var broker = Machine.Run(work, "env", "KAFKA_JVM_OPTS=-XX:TieredStopAtLevel=4", "taskset", "-c", "2,3", Path.Combine(servers, "start")).Split('\n').Select(line => line.Split('=')).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);
        var address = $"127.0.0.1:{WrittenProbe.FreePort()}";
        using var database = Process.Start(new ProcessStartInfo("taskset", ["-c", "2,3", "victoria-metrics", $"-storageDataPath={Path.Combine(work, "metrics")}", $"-httpListenAddr={address}", "-retentionPeriod=100y", "-loggerLevel=ERROR"]))!;
        try
        {
            Rows(report, (kind, amount) => Machine.Json(work, "taskset", "-c", "2,3", "dotnet", Ours, "iomt", root, broker["bootstrap"], $"http://{address}", kind, $"{amount}", quick ? kind == "swap" ? "30" : "5" : "60"), quick);
        }
        finally
        {
            database.Kill(entireProcessTree: true);
            database.WaitForExit();
            Machine.Run(work, Path.Combine(servers, "stop"), broker["dir"]);
        }
    }

    private static void Rows(StringBuilder report, Func<string, int, JsonElement> run, bool quick)
    {
        report.AppendLine("pipelines/iomt-traffic.yaml with the shipped model, 53 numbers and 4 tags a record, checkpoints every 10 s; two processors for the program, two for the broker, VictoriaMetrics and whoever measures. From the producer's call to the database's answer.\n");
        report.AppendLine("| records a second | records | p50, ms | p99, ms | most, ms | peak memory, MB |\n|---|---|---|---|---|---|");
        foreach (var rate in new[] { 100, 5000 })
        {
            var json = run("paced", rate);
            report.AppendLine(Invariant($"| {rate:N0} | {Number(json, "records"):N0} | {Number(json, "p50_ms"):F1} | {Number(json, "p99_ms"):F1} | {Number(json, "max_ms"):F0} | {Number(json, "peak_mb"):F0} |"));
        }

        var swap = run("swap", 5000);
        report.AppendLine(Invariant($"\nThe model replaced at 5,000 records a second: {Number(swap, "records") - Number(swap, "written"):F0} records lost, p99 {Number(swap, "p99_ms"):F1} ms, the longest wait within a second of the swap {Number(swap, "swap_max_ms"):F1} ms."));
        var backlog = run("backlog", quick ? 50_000 : 1_000_000);
        report.AppendLine(Invariant($"\nA backlog of {Number(backlog, "records"):N0} records: {Number(backlog, "records_per_s"):N0} a second, start included; peak memory {Number(backlog, "peak_mb"):F0} MB.\n"));
    }

    private static double Number(JsonElement json, string name) => json.GetProperty(name).GetDouble();

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
