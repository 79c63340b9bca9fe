using System.Globalization;
using System.Text;
using System.Text.Json;
using StreamGuard.Benchmarks.Hosting;
using StreamGuard.Benchmarks.Iomt;
using StreamGuard.Benchmarks.Scoring;
using StreamGuard.Benchmarks.Security;

namespace StreamGuard.Benchmarks;

/// <summary>
/// Everything in turn, ours and theirs, each in a process of its own; the results as sections of a page in Markdown, of
/// which one can be made anew alone. One thread means that the process may use one processor, for both.
/// </summary>
/// <param name="root">The repository.</param>
/// <param name="yardsticks">Folder of the workloads and of what ours is compared with.</param>
/// <param name="only">Names of the sections to make; empty for all that need no Spark.</param>
/// <param name="quick">Less of everything, to see that it works; printed only.</param>
internal sealed class Suite(string root, string yardsticks, IReadOnlyList<string> only, bool quick)
{
    private readonly string _work = Directory.CreateTempSubdirectory("streamguard-bench-").FullName;
    private readonly StringBuilder _report = new();

    /// <summary>The sections in their order on the page.</summary>
    private IReadOnlyList<(string Name, string Title, Action Write)> Sections =>
    [
        ("workload", $"Workload H: {Readings:N0} readings, JSON lines to one row a second, features and rules", WorkloadTable),
        ("workload-s", "Workload S: security events, the 31 features of each user", () => new WorkloadSTable(_work, root, yardsticks).Write(_report, quick)),
        ("latency", "From arrival to alert", LatencyTable),
        ("checkpoints", "Checkpoints of keyed state", CheckpointTable),
        ("reload", "A pipeline that is changed while it runs", () => new ReloadTable(_work, Ours).Write(_report, quick)),
        ("keys-history", "What is known of each key", HistoryTable),
        ("buffer", "A buffer on disk before a sink", BufferTable),
        ("metrics", "What meters cost", MetricsTable),
        ("host", "The host of several pipelines", () => new HostTable(root, _work, At("h.ndjson")).Write(_report, quick)),
        ("kafka", "Kafka", KafkaTable),
        ("kafka-slice", "A slice of a topic", () => new KafkaSlices(root, Path.Combine(yardsticks, "..", "kafka"), _work).Write(_report, quick)),
        ("scoring", "Scoring", ScoringSection),
        ("detectors", "Detectors", DetectorsTable),
        ("iomt", "From Kafka through a model to VictoriaMetrics", () => new IomtTable(root, Path.Combine(yardsticks, "..", "kafka"), _work).Write(_report, quick)),
        ("security", "Security events", () => new SecurityTable(root, _work).Write(_report, quick)),
        ("expressions", "Expressions", ExpressionTable),
        ("start", "Start", StartTable),
        ("memory", "Memory", MemoryTable),
        ("spark", "Apache Spark on the same file", SparkTable),
    ];

    private int Readings => quick ? 300_000 : 3_000_000;

    private int Turns => quick ? 1 : 3;

    public int Run()
    {
        try
        {
            PrepareYardsticks();
            var page = new ResultsPage(Path.Combine(root, "tests", "Benchmarks", "RESULTS.md"));
            foreach (var (name, title, write) in Sections.Where(section => IsWanted(section.Name)))
            {
                _report.Clear();
                write();
                if (!quick) page.Put(title, $"{Machine.Describe(root)}\n\n{_report}", Sections.Select(section => section.Title));
                Console.WriteLine(_report);
            }

            return 0;
        }
        finally
        {
            Directory.Delete(_work, recursive: true);
        }
    }

    private bool IsWanted(string name) => only.Count == 0 ? name is not ("spark" or "workload-s") : only.Contains(name);

    private static string Ours => Path.Combine(AppContext.BaseDirectory, "StreamGuard.Benchmarks.dll");

    private string At(string name) => Path.Combine(_work, name);

    private void PrepareYardsticks()
    {
        foreach (var file in Directory.GetFiles(yardsticks)) File.Copy(file, At(Path.GetFileName(file)));
        Machine.Run(_work, "npm", "install", "--silent", "--no-audit", "--no-fund");
        foreach (var (name, extra) in new[] { ("h", ""), ("h-keys", "--shuffle-keys"), ("h-disorder", "--disorder-ms=8000") })
            Machine.Run(_work, "node", ["workload-h.mjs", $"{name}.ndjson", Readings.ToString(CultureInfo.InvariantCulture), .. extra.Length > 0 ? [extra] : Array.Empty<string>()]);
    }

    private void WorkloadTable()
    {
        _report.AppendLine("Million readings a second, median of the turns, each the median of 15 runs in one process (DuckDB's: five) that had run for 10 s until its code was compiled for good; planning is included, the compilation of expressions was done by the first run; ratio of the turns' medians.\n");
        _report.AppendLine("| input | threads | StreamGuard | DuckDB | ratio | same answer | bytes allocated a reading |\n|---|---|---|---|---|---|---|");
        foreach (var (name, disorder) in new[] { ("h", "0s"), ("h-keys", "0s"), ("h-disorder", "8s") })
            foreach (var threads in new[] { 1, 2 }) WorkloadRow(name, disorder, threads);
        _report.AppendLine();
    }

    private void WorkloadRow(string name, string disorder, int threads)
    {
        var (ours, theirs) = (new List<JsonElement>(), new List<JsonElement>());
        var processors = threads == 1 ? "0" : "0,1";
        for (var turn = 0; turn < Turns; turn++)
        {
            ours.Add(Machine.Json(_work, "taskset", "-c", processors, "dotnet", Ours, "h", $"{name}.ndjson", disorder));
            theirs.Add(Machine.Json(_work, "taskset", "-c", processors, "node", "duckdb-h.mjs", $"{name}.ndjson", $"{threads}"));
        }

        var (mine, yours) = (Median(ours, "readings_per_s"), Median(theirs, "readings_per_s"));
        var same = ours[0].GetProperty("rows").GetInt64() == theirs[0].GetProperty("rows").GetInt64()
            && ours[0].GetProperty("alerts").GetInt64() == theirs[0].GetProperty("alerts").GetInt64()
            && Math.Abs(ours[0].GetProperty("checksum").GetDouble() / theirs[0].GetProperty("checksum").GetDouble() - 1) < 1e-9;
        _report.AppendLine(Invariant($"| {name} | {threads} | {mine / 1e6:F1} | {yours / 1e6:F2} | {mine / yours:F2} | {(same ? "yes" : "NO")} | {Median(ours, "bytes_per_row"):F2} |"));
    }

    private void LatencyTable()
    {
        _report.AppendLine("Microseconds from a reading's arrival to the hand-over of its alert to a sink that sends at once; two processors, one of them busy with the arrivals; a barrier every 10 s.\n");
        _report.AppendLine("| readings a second | alerts | p50 | p99 | p99.9 | most | barriers |\n|---|---|---|---|---|---|---|");
        foreach (var rate in new[] { 728, 50_000, 1_000_000 })
        {
            var json = Machine.Json(_work, "taskset", "-c", "0,1", "dotnet", Ours, "latency", $"{rate}", quick ? "3" : "25");
            _report.AppendLine(Invariant($"| {rate:N0} | {Number(json, "alerts"):N0} | {Number(json, "p50_us")} | {Number(json, "p99_us")} | {Number(json, "p999_us")} | {Number(json, "max_us")} | {Number(json, "epochs")} |"));
        }

        _report.AppendLine();
    }

    private void CheckpointTable()
    {
        _report.AppendLine("Rows of random keys as fast as they are taken, one lane, two processors. Stall: how long rows stand still at the barrier, of 20 checkpoints, and at the first one of the run. Full: every key has changed since the last; few: a hundredth of them, lying together. Taken: from the barrier until the checkpoint is on disk and committed. First row: from the start of a new process after a kill.\n");
        _report.AppendLine("| state | keys | stall p50, ms | most | first | full, MB | taken, ms | few, MB written | taken, ms | first row, s |\n|---|---|---|---|---|---|---|---|---|---|");
        foreach (var kind in new[] { "window", "dedupe", "over" })
            foreach (var keys in new[] { 10_000, 100_000, 1_000_000 }) CheckpointRow(kind, keys);
        _report.AppendLine();
    }

    private void CheckpointRow(string kind, int keys)
    {
        var json = Machine.Json(_work, "taskset", "-c", "0,1", "dotnet", Ours, "checkpoint", kind, keys.ToString(CultureInfo.InvariantCulture));
        var (full, few) = (Number(json, "bytes") / 1e6, Number(json, "few_bytes") / 1e6);
        _report.AppendLine(Invariant($"| {kind} | {keys:N0} | {Number(json, "stall_p50_ms"):F1} | {Number(json, "stall_max_ms"):F1} | {Number(json, "first_stall_ms"):F1} | {full:F1} | {Number(json, "took_ms"):F0} | {few:F1} | {Number(json, "few_took_ms"):F0} | {Number(json, "first_row_s"):F2} |"));
    }

    private void HistoryTable()
    {
        _report.AppendLine("Rows through `over` in order of arrival (count, distinct addresses, whether the address is new, failure rate, z-score, time since the row before; keys and addresses are texts), users at random, one lane, one processor, a checkpoint every 10 s; the rows are made beforehand, and those that bring new users are not counted. A second of processor time, median of the turns. Bytes a key: what the process holds at the end beyond the rows and beyond what it holds with 100 keys, the texts of users and of a quarter as many addresses included, without a checkpoint under way.\n");
        _report.AppendLine("| keys | million events a second | bytes a key |\n|---|---|---|");
        var alone = Number(Machine.Json(_work, "taskset", "-c", "0", "dotnet", Ours, "history", "100", "memory"), "bytes");
        foreach (var keys in new[] { 10_000, 100_000, 1_000_000 })
        {
            var turns = Enumerable.Range(0, Turns).Select(_ => Machine.Json(_work, "taskset", "-c", "0", "dotnet", Ours, "history", keys.ToString(CultureInfo.InvariantCulture))).ToList();
            var memory = Machine.Json(_work, "taskset", "-c", "0", "dotnet", Ours, "history", keys.ToString(CultureInfo.InvariantCulture), "memory");
            _report.AppendLine(Invariant($"| {keys:N0} | {Median(turns, "events_per_s") / 1e6:F1} | {(Number(memory, "bytes") - alone) / keys:F0} |"));
        }

        _report.AppendLine();
    }

    private void BufferTable()
    {
        var json = Machine.Json(_work, "taskset", "-c", "0,1", "dotnet", Ours, "buffer", "h.ndjson", quick ? "3" : "15");
        _report.AppendLine(Invariant($"{Readings:N0} readings as JSON lines to a sink that forgets them, two processors, a checkpoint a second, until all is delivered; in turn with and without a buffer, medians of the turns, the ratio of each turn's own pair.\n"));
        _report.AppendLine("| without, M/s | through a buffer, M/s | ratio |\n|---|---|---|");
        _report.AppendLine(Invariant($"| {Number(json, "direct_per_s") / 1e6:F2} | {Number(json, "buffered_per_s") / 1e6:F2} | {Number(json, "ratio"):F2} |\n"));
    }

    private void MetricsTable()
    {
        var json = Machine.Json(_work, "taskset", "-c", "0,1", "dotnet", Ours, "metrics", "h.ndjson", quick ? "3" : "20");
        _report.AppendLine(Invariant($"Workload H, two processors, runs of one process in turn: with a clock whose time stamps cost nothing, as it ships, and as it ships while `/metrics` is read and a page gets its figures once a second, and once a turn at least. Medians of {Number(json, "turns")} turns, each of ten runs; the ratio of each turn's own three, and between which half of the turns lie.\n"));
        _report.AppendLine("| | ns of processors a reading | against the first | half of the turns |\n|---|---|---|---|");
        foreach (var (name, words) in new[] { ("without", "time stamps cost nothing"), ("with", "as it ships"), ("read", "read every second") })
            _report.AppendLine(Invariant($"| {words} | {Number(json, $"{name}_ns"):F1} | {Number(json, $"{name}_ratio"):F3} | {Number(json, $"{name}_ratio_low"):F3}-{Number(json, $"{name}_ratio_high"):F3} |"));
        _report.AppendLine(Invariant($"\nTo read all of it, {Number(json, "lines")} lines, takes {Number(json, "read_us"):F0} µs.\n"));
    }

    private void KafkaTable()
    {
        var servers = Path.Combine(yardsticks, "..", "kafka");
        // Compiled for throughput, on the processors that are not ours.
        var broker = Machine.Run(_work, "env", "KAFKA_JVM_OPTS=-XX:TieredStopAtLevel=4", "taskset", "-c", "2,3", Path.Combine(servers, "start")).Split('\n').Select(line => line.Split('=')).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);
        try
        {
            var json = Machine.Json(_work, "taskset", "-c", "0,1", "dotnet", Ours, "kafka", broker["bootstrap"], "h.ndjson", "4", quick ? "1" : "5");
            _report.AppendLine(Invariant($"{Number(json, "messages"):N0} messages in {Number(json, "partitions")} partitions, two processors for the client and two for the broker; each in turn with the bare loop of the same client; medians of the turns, the ratio of each turn's own pair.\n"));
            _report.AppendLine("| from a topic | bare loop, M/s | StreamGuard, M/s | ratio |\n|---|---|---|---|");
            _report.AppendLine(Invariant($"| to workload H to Parquet, against consuming | {Number(json, "bare_consume_per_s") / 1e6:F2} | {Number(json, "h_parquet_per_s") / 1e6:F2} | {Number(json, "h_parquet_ratio"):F2} |"));
            _report.AppendLine(Invariant($"| to a topic by transactions, against producing | {Number(json, "bare_produce_per_s") / 1e6:F2} | {Number(json, "copy_per_s") / 1e6:F2} | {Number(json, "copy_ratio"):F2} |\n"));
        }
        finally
        {
            Machine.Run(_work, Path.Combine(servers, "stop"), broker["dir"]);
        }
    }

    private void ScoringSection() =>
        new ScoringTable(_work, Path.Combine(yardsticks, "..", "models"), Path.Combine(root, "tests", "Benchmarks", "Scoring")).Write(_report, quick ? 1 : 9);

    private void DetectorsTable()
    {
        _report.AppendLine("Rows of 28 features that are made as fast as they are taken; a forest of 100 trees, k-means of 10 starts, robust z-scores and their ensemble are fitted to a sample of 50,000 rows, published as a bundle that is checked, and score every row with the reasons. All processors, a process each time, median of the turns by the whole time.\n");
        _report.AppendLine("| rows | gathered, s | fitted and published, s | scored, s | in all, s | processor time, s | most memory, MB |\n|---|---|---|---|---|---|---|");
        foreach (var rows in quick ? [10_000] : new[] { 10_000, 100_000, 1_000_000, 3_000_000 })
        {
            var runs = Enumerable.Range(0, Turns).Select(_ => Machine.Json(_work, "dotnet", Ours, "detectors", $"{rows}")).OrderBy(run => Number(run, "total_s")).ToList();
            var json = runs[runs.Count / 2];
            var (gathered, first, total) = (Number(json, "gathered_s"), Number(json, "first_s"), Number(json, "total_s"));
            _report.AppendLine(Invariant($"| {rows:N0} | {gathered:F2} | {first - gathered:F2} | {total - first:F2} | {total:F2} | {Number(json, "cpu_s"):F1} | {Number(json, "peak_mb"):F0} |"));
        }

        _report.AppendLine();
    }

    private void ExpressionTable()
    {
        _report.AppendLine("Nanoseconds a row, batches of 4096 rows, one processor.\n\n| expression | ns a row |\n|---|---|");
        foreach (var line in Machine.Run(_work, "taskset", "-c", "0", "dotnet", Ours, "expressions").Split('\n', StringSplitOptions.RemoveEmptyEntries)) _report.AppendLine(line);
        _report.AppendLine();
    }

    private void StartTable()
    {
        File.Copy(Path.Combine(AppContext.BaseDirectory, "start.yaml"), At("start.yaml"));
        File.WriteAllLines(At("start.jsonl"), File.ReadLines(At("h.ndjson")).Take(1000));
        var seconds = Enumerable.Range(0, 7).Select(_ => Machine.SecondsToFirstLine(_work, Path.Combine(root, "streamguard"), "run", "start.yaml", "--quiet")).Order().ToList();
        _report.AppendLine(Invariant($"`./streamguard run` to the first row on standard output, a process each time: median {seconds[3]:F2} s, least {seconds[0]:F2} s, most {seconds[6]:F2} s.\n"));
    }

    private void MemoryTable()
    {
        File.Copy(Path.Combine(AppContext.BaseDirectory, "workload-h.yaml"), At("workload-h.yaml"));
        var peak = Machine.PeakMegabytes(_work, new() { ["WORKLOAD_H"] = "h.ndjson", ["OUT"] = _work }, Path.Combine(root, "streamguard"), "run", "workload-h.yaml", "--quiet");
        _report.AppendLine(Invariant($"Peak resident memory of `./streamguard run workload-h.yaml` on {Readings:N0} readings: {peak:F0} MB.\n"));
    }

    private void SparkTable()
    {
        var spark = Machine.Json(_work, "node", Path.Combine(yardsticks, "spark.mjs"), "h", At("h.ndjson"), "2");
        _report.AppendLine(Invariant($"Batch SQL, local[2]: {Number(spark, "readings_per_s") / 1e6:F2} M readings a second warm, first run {Number(spark, "first_s"):F1} s, the whole process {Number(spark, "wall_s"):F1} s.\n"));
    }

    private static double Number(JsonElement json, string name) => json.GetProperty(name).GetDouble();

    private static double Median(List<JsonElement> runs, string name)
    {
        var sorted = runs.Select(run => Number(run, name)).Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
