using System.Diagnostics;
using System.Globalization;

namespace StreamGuard.Benchmarks.Iomt;

/// <summary>
/// The shipped pipeline iomt-traffic as a user runs it, from Kafka to VictoriaMetrics: how long after its record was
/// produced a point is confirmed, what it takes in memory, and what a new version of the model does to it.
/// </summary>
/// <param name="root">The repository.</param>
/// <param name="brokers">A running cluster.</param>
/// <param name="server">A running VictoriaMetrics.</param>
internal sealed class IomtBench(string root, string brokers, string server)
{
    // Until the program has started and its code is compiled.
    private const double WarmUp = 10;

    private readonly string _work = Directory.CreateTempSubdirectory("streamguard-iomt-").FullName;
    private readonly string _model = Path.Combine(root, "pipelines", "models", "iomt-ward");

    /// <summary>Prints one JSON object.</summary>
    /// <param name="kind">'paced' or 'swap' with a rate, or 'backlog' with a number of records.</param>
    /// <param name="amount">Records a second, or in all.</param>
    /// <param name="seconds">How long; of no meaning for a backlog.</param>
    public async Task<int> RunAsync(string kind, int amount, int seconds)
    {
        try
        {
            // What iomt-publish would send.
            Machine.Run(_work, Path.Combine(root, "streamguard"), "run", Path.Combine(root, "pipelines", "iomt-publish.yaml"), "--profile", "sample", "--quiet");
            var topic = new FlowTopic(brokers, Path.Combine(_work, "data", "iomt-flows.jsonl"));
            await topic.CreateAsync();
            Console.WriteLine(kind == "backlog" ? await BacklogAsync(topic, amount) : await PacedAsync(topic, amount, seconds, swaps: kind == "swap"));
            return 0;
        }
        finally
        {
            Directory.Delete(_work, recursive: true);
        }
    }

    private async Task<string> PacedAsync(FlowTopic topic, int rate, int seconds, bool swaps)
    {
        var (records, first, swapAt) = ((int)(rate * (WarmUp + seconds)), (int)(rate * WarmUp), (int)(rate * (WarmUp + seconds / 2.0)));
        using var probe = new WrittenProbe(server, records, "model_version=2");
        var versions = Versions();
        using var program = Start(probe.Url, versions,
            "--set", "transforms.scored.score.emit.model_version=version", "--set", "transforms.scored.score.reload=1s",
            "--set", "sinks.points.tags=[label, protocol, predicted_anomaly, source_partition, model_version]");
        var produced = new long[records];
        await topic.ProduceAsync(rate, produced, record =>
        {
            if (swaps && record == swapAt) Promote(versions);
        });
        await program.UntilAsync(() => probe.Written == records);
        await program.StopAsync();

        var sorted = Enumerable.Range(first, records - first).Select(Age).Order().ToList();
        var swap = probe.FirstMarked;
        if (swaps && swap < 0) throw new InvalidOperationException("the new version came too late to be seen");
        // From a second before the first row of the new version to a second behind it.
        var stall = swap < 0 ? 0 : Enumerable.Range(swap - rate, Math.Min(2 * rate, records - swap + rate)).Max(Age);
        var megabytes = await program.PeakMegabytes;
        return string.Create(CultureInfo.InvariantCulture,
            $$"""{"rate":{{rate}},"records":{{records}},"written":{{probe.Written}},"p50_ms":{{At(sorted, 0.5):F2}},"p99_ms":{{At(sorted, 0.99):F2}},"max_ms":{{sorted[^1]:F1}},"peak_mb":{{megabytes:F0}},"swapped_at":{{swap}},"swap_max_ms":{{stall:F1}}}""");

        double Age(int record) => Stopwatch.GetElapsedTime(produced[record], probe.ConfirmedAt(record)).TotalMilliseconds;
    }

    private async Task<string> BacklogAsync(FlowTopic topic, int records)
    {
        await topic.ProduceAsync(0, new long[records]);
        using var program = Start(server, _model, "--set", "sources.traffic.until=latest");
        var line = (await program.EndAsync()).Split('\n').Single(text => text.Contains(" finished after ", StringComparison.Ordinal));
        var rate = line.Split(" rows read, ")[1].Split('/')[0];
        var megabytes = await program.PeakMegabytes;
        return string.Create(CultureInfo.InvariantCulture, $$"""{"records":{{records}},"records_per_s":{{rate.Replace(",", "", StringComparison.Ordinal)}},"peak_mb":{{megabytes:F0}}}""");
    }

    private PipelineRun Start(string url, string model, params string[] more) => new(root, _work,
        new Dictionary<string, string> { ["KAFKA_BROKERS"] = brokers, ["INFLUX_URL"] = url, ["STATE"] = Path.Combine(_work, "state"), ["MODEL"] = model },
        // A group of its own: the place of a run before is kept for it until its session ends.
        ["--set", $"sources.traffic.group=iomt-{Guid.NewGuid():N}", .. more]);

    /// <summary>Two versions of the shipped model, the first in force.</summary>
    private string Versions()
    {
        var folder = Path.Combine(_work, "versions");
        foreach (var version in new[] { "1", "2" })
        {
            var to = Directory.CreateDirectory(Path.Combine(folder, version)).FullName;
            foreach (var file in Directory.GetFiles(_model)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
            var bundle = Path.Combine(to, "bundle.yaml");
            File.WriteAllText(bundle, File.ReadAllText(bundle).Replace("\nversion: 1\n", $"\nversion: {version}\n", StringComparison.Ordinal));
        }

        File.WriteAllText(Path.Combine(folder, "LATEST"), "1\n");
        return folder;
    }

    private void Promote(string folder) => _ = Task.Run(() => Machine.Run(_work, "taskset", "-c", "2,3", Path.Combine(root, "streamguard"), "models", "promote", folder, "2"));

    private static double At(List<double> sorted, double share) => sorted[(int)(share * (sorted.Count - 1))];
}
