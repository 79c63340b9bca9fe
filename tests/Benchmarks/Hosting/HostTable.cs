using System.Globalization;
using System.Text;

namespace StreamGuard.Benchmarks.Hosting;

/// <summary>The section on the host of several pipelines: how soon it is ready, what it costs when nothing comes, how it answers when much does.</summary>
/// <param name="root">The repository, with the program built.</param>
/// <param name="work">A folder to work in.</param>
/// <param name="readings">Workload H's, as JSON lines.</param>
internal sealed class HostTable(string root, string work, string readings)
{
    private const int Pipelines = 10;

    private string Program => Path.Combine(root, ".build", "bin", "Host", "Release", "streamguard.dll");

    public void Write(StringBuilder report, bool quick)
    {
        Starts(report, quick ? 2 : 7);
        Idle(report, TimeSpan.FromSeconds(quick ? 5 : 60));
        Answers(report, TimeSpan.FromSeconds(quick ? 3 : 20));
    }

    private void Starts(StringBuilder report, int turns)
    {
        var folder = Folder("starts");
        File.WriteAllText(Path.Combine(folder, "readings.jsonl"), "");
        List<TimeSpan> times = [];
        for (var turn = 0; turn < turns; turn++)
        {
            foreach (var state in Directory.GetDirectories(folder, "state")) Directory.Delete(state, recursive: true);
            using var host = HostProcess.Start(folder, Program, "0,1");
            times.Add(host.Ready);
        }

        times.Sort();
        report.AppendLine(Invariant($"`serve` with {Pipelines} pipelines, workload H each, from the start of the process until `/health/ready` says yes, two processors: median {times[turns / 2].TotalSeconds:F2} s, least {times[0].TotalSeconds:F2} s, most {times[^1].TotalSeconds:F2} s.\n"));
    }

    private void Idle(StringBuilder report, TimeSpan duration)
    {
        report.AppendLine(Invariant($"Idle: {Pipelines} pipelines that wait for more at the end of a file, a checkpoint every ten seconds, over {duration.TotalSeconds:F0} s.\n"));
        report.AppendLine("| | share of a processor | MB resident |\n|---|---|---|");
        IdleRow(report, "nobody asks", duration, _ => Task.CompletedTask);
        IdleRow(report, "a page is open, and `/metrics` is read every five seconds", duration, WatchAsync);
        report.AppendLine();
    }

    private void IdleRow(StringBuilder report, string words, TimeSpan duration, Func<Watched, Task> watch)
    {
        var folder = Folder("idle");
        File.WriteAllLines(Path.Combine(folder, "readings.jsonl"), File.ReadLines(readings).Take(10_000));
        using var host = HostProcess.Start(folder, Program, "0,1");
        using var stop = new CancellationTokenSource();
        var watching = watch(new Watched(host.Client, stop.Token));
        Thread.Sleep(TimeSpan.FromSeconds(5)); // what was there is read, and what is used is compiled
        var before = host.Used;
        Thread.Sleep(duration);
        var used = host.Used - before;
        report.AppendLine(Invariant($"| {words} | {used / duration * 100:F1} % | {host.Megabytes.Now:F0} |"));
        stop.Cancel();
        watching.GetAwaiter().GetResult();
    }

    private void Answers(StringBuilder report, TimeSpan duration)
    {
        const int Rate = 100;
        var folder = Folder("answers");
        report.AppendLine(Invariant($"Answers of a host whose {Pipelines} pipelines simulate 43,680 readings a second each, two processors for it and two for who asks {Rate} times a second; milliseconds from when the question was due, and the size of an answer.\n"));
        report.AppendLine("| | p50 | p99 | most | kB |\n|---|---|---|---|---|");
        Simulate(folder);
        using var host = HostProcess.Start(folder, Program, "0,1");
        Thread.Sleep(TimeSpan.FromSeconds(5));
        var before = (host.Used, Rows(host));
        var asked = TimeSpan.Zero;
        foreach (var path in new[] { "/health/ready", "/metrics", "/api/pipelines", "/api/pipelines/workload-1" })
        {
            var size = host.Client.GetByteArrayAsync(path).GetAwaiter().GetResult().Length;
            var answers = PacedRequests.RunAsync(host.Client, path, Rate, duration).GetAwaiter().GetResult();
            asked += duration;
            report.AppendLine(Invariant($"| {path} | {answers[answers.Count / 2]:F1} | {answers[answers.Count * 99 / 100]:F1} | {answers[^1]:F1} | {size / 1e3:F1} |"));
        }

        report.AppendLine(Invariant($"\nThe host used {(host.Used - before.Used) / asked * 100:F0} % of a processor for it all and took {(Rows(host) - before.Item2) / asked.TotalSeconds:N0} readings a second; it held {host.Megabytes.Peak:F0} MB at most.\n"));
    }

    /// <summary>Readings taken so far, by all pipelines.</summary>
    private static double Rows(HostProcess host) => host.Client.GetStringAsync("/metrics").GetAwaiter().GetResult().Split('\n')
        .Where(line => line.StartsWith("streamguard_component_rows_in_total", StringComparison.Ordinal) && line.Contains("component=\"readings\"", StringComparison.Ordinal))
        .Sum(line => double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture));

    /// <summary>The live stream as a page reads it, and a scrape now and then, until it is over.</summary>
    private static async Task WatchAsync(Watched watched)
    {
        try
        {
            await using var stream = await watched.Client.GetStreamAsync("/api/live", watched.Stop);
            var read = new byte[64 * 1024];
            var scraped = DateTime.UtcNow;
            while (await stream.ReadAsync(read, watched.Stop) > 0)
            {
                if (DateTime.UtcNow - scraped < TimeSpan.FromSeconds(5)) continue;
                scraped = DateTime.UtcNow;
                await watched.Client.GetByteArrayAsync("/metrics", watched.Stop);
            }
        }
        catch (OperationCanceledException)
        {
            // It is over.
        }
    }

    /// <summary>A folder of pipelines, each workload H under a name of its own, that follow readings.jsonl.</summary>
    private string Folder(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(work, $"host-{name}-{Guid.NewGuid():N}")).FullName;
        Directory.CreateDirectory(Path.Combine(folder, "pipelines"));
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "workload-h.yaml"));
        for (var number = 1; number <= Pipelines; number++)
        {
            var own = text.Replace("pipeline: workload-h\n", $"pipeline: workload-{number}\ncheckpoint: {{ every: 10s, path: state/{number} }}\n", StringComparison.Ordinal)
                .Replace("${OUT:-data}", $"data/{number}", StringComparison.Ordinal)
                .Replace("${WORKLOAD_H:-h.ndjson}\"", "readings.jsonl\", follow: true", StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(folder, "pipelines", $"{number}.yaml"), own);
        }

        File.WriteAllText(Path.Combine(folder, "host.yaml"), "http: { requests: 1000000 }\nlog: { level: warning }\n");
        return folder;
    }

    /// <summary>A rig for each in place of the file, a minute of it a second.</summary>
    private static void Simulate(string folder)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(folder, "pipelines")))
        {
            var text = File.ReadAllText(file);
            var (begin, end) = (text.IndexOf("    file: {", StringComparison.Ordinal), text.IndexOf("    event_time:", StringComparison.Ordinal));
            File.WriteAllText(file, $"{text[..begin]}    simulate: {{ model: hydraulic-rig, speed: 60 }}\n{text[end..]}");
        }
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private sealed record Watched(HttpClient Client, CancellationToken Stop);
}
