using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace StreamGuard.Benchmarks;

/// <summary>A thousand events out of ten million in a topic, through security-training as a user runs it: how long, and how much is fetched.</summary>
/// <param name="root">The repository.</param>
/// <param name="servers">Where Kafka's start, stop and tool are.</param>
/// <param name="work">Folder for what the runs write.</param>
internal sealed class KafkaSlices(string root, string servers, string work)
{
    private const int Partitions = 4;
    private const string Topic = "security-events";
    private const string Source = "sources.events.kafka";

    private string _brokers = "";

    public void Write(StringBuilder report, bool quick)
    {
        var broker = Machine.Run(work, "env", "KAFKA_JVM_OPTS=-XX:TieredStopAtLevel=4", Path.Combine(servers, "start")).Split('\n').Select(line => line.Split('=')).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);
        try
        {
            _brokers = broker["bootstrap"];
            var (messages, bytes) = Fill(quick ? 1_000 : 10_000);
            report.AppendLine(Invariant($"pipelines/security-training.yaml on {messages:N0} events of {bytes / messages:F0} bytes in {Partitions} partitions: the whole command, from its start to the bundle, and what comes over the network meanwhile, both least and median of the turns (the network is the machine's own, so that others' messages count too).\n"));
            report.AppendLine("| events | read | s, least | s, median | MB, least | MB, median | MB of events |\n|---|---|---|---|---|---|---|");
            var at = messages / Partitions / 2;
            Row(report, quick, "by count", bytes / messages, "start=earliest", "until.messages=1000");
            Row(report, quick, "by count, each from the end of the last", bytes / messages, "until.messages=1000");
            Row(report, quick, "by offsets", bytes / messages, $"start={Offsets(at)}", $"until={Offsets(at + 250)}");
            var time = TimeOf(at);
            Row(report, quick, "by time, from one millisecond to another", bytes / messages, $"start={Iso(time)}", $"until.at={Iso(time + 3)}");
            report.AppendLine();
        }
        finally
        {
            Machine.Run(work, Path.Combine(servers, "stop"), broker["dir"]);
        }
    }

    private (long Messages, double Bytes) Fill(int users)
    {
        Tool("topics", "--create", "--topic", Topic, "--partitions", $"{Partitions}");
        RunCommand("security-publish.yaml", $"--set=sources.organisation.simulate.days=17", $"--set=sources.organisation.simulate.users={users}", "--set=sources.organisation.simulate.speed=1000000000");
        var messages = Tool("get-offsets", "--topic", Topic).Split('\n', StringSplitOptions.RemoveEmptyEntries).Sum(line => long.Parse(line.Split(':')[^1], CultureInfo.InvariantCulture));
        var sample = Tool("console-consumer", "--topic", Topic, "--partition", "0", "--offset", "0", "--max-messages", "1000").Length;
        return (messages, sample / 1000.0 * messages);
    }

    private void Row(StringBuilder report, bool quick, string name, double bytesOfEvent, params string[] bounds)
    {
        var runs = new List<(double Seconds, double Megabytes, long Events)>();
        for (var turn = 0; turn < (quick ? 2 : 7); turn++)
        {
            var (before, began) = (Received(), Stopwatch.GetTimestamp());
            var summary = RunCommand("security-training.yaml", [.. bounds.Select(bound => $"--set={Source}.{bound}")]);
            runs.Add((Stopwatch.GetElapsedTime(began).TotalSeconds, (Received() - before) / 1e6, EventsOf(summary)));
        }

        var (seconds, megabytes) = (runs.Select(run => run.Seconds).Order().ToList(), runs.Select(run => run.Megabytes).Order().ToList());
        var events = runs[0].Events;
        report.AppendLine(Invariant($"| {events:N0} | {name} | {seconds[0]:F2} | {seconds[seconds.Count / 2]:F2} | {megabytes[0]:F1} | {megabytes[megabytes.Count / 2]:F1} | {events * bytesOfEvent / 1e6:F2} |"));
    }

    private string RunCommand(string pipeline, params string[] arguments) =>
        Machine.Run(work, "env", [$"KAFKA_BROKERS={_brokers}", "bash", "-c", "exec \"$0\" \"$@\" 2>&1", Path.Combine(root, "streamguard"), "run", Path.Combine(root, "pipelines", pipeline), "--json", .. arguments]);

    private static long EventsOf(string summary) =>
        JsonDocument.Parse(summary.Trim().Split('\n')[^1]).RootElement.GetProperty("components").GetProperty("events").GetProperty("in").GetInt64();

    private string Tool(string name, params string[] arguments) => Machine.Run(work, Path.Combine(servers, "tool"), [name, "--bootstrap-server", _brokers, .. arguments]);

    /// <summary>When a message was sent, in milliseconds.</summary>
    private long TimeOf(long offset) => long.Parse(
        Regex.Match(Tool("console-consumer", "--topic", Topic, "--partition", "0", "--offset", $"{offset}", "--max-messages", "1", "--formatter-property", "print.timestamp=true"), @"CreateTime:(\d+)").Groups[1].Value, CultureInfo.InvariantCulture);

    /// <summary>Bytes that came over the machine's own network so far.</summary>
    private static long Received() => long.Parse(
        File.ReadLines("/proc/net/dev").First(line => line.TrimStart().StartsWith("lo:", StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    private static string Offsets(long each) => $"{{ offsets: {{ {Topic}: [{string.Join(", ", Enumerable.Repeat(each, Partitions))}] }} }}";

    private static string Iso(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
