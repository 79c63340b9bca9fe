using System.Diagnostics;
using System.Globalization;

namespace StreamGuard.Soak;

/// <summary>
/// A day of readings at a hundred a second through Kafka: written by one pipeline, read at full speed by another into a
/// topic (by transactions), a file and Parquet, which is killed again and again and loses its broker once. What it
/// wrote must be what the same windows give without Kafka and without a kill.
/// </summary>
internal sealed class KafkaSoak(string root, string servers, long records, int seed) : IDisposable
{
    private const int ReadingsOfCycle = 43_680;
    private const int Kills = 25;

    private readonly string _work = Directory.CreateTempSubdirectory("streamguard-soak-").FullName;
    private readonly Random _random = new(seed);
    private readonly List<MemoryOfRun> _memory = [];
    private Broker? _broker;

    private string Cycles => ((records + ReadingsOfCycle - 1) / ReadingsOfCycle).ToString(CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _broker?.Dispose();
        Directory.Delete(_work, recursive: true);
    }

    public int Run()
    {
        foreach (var pipeline in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "pipelines"))) File.Copy(pipeline, Path.Combine(_work, Path.GetFileName(pipeline)));
        _broker = Broker.Start(servers, Path.Combine(_work, "broker"));
        Say("writing the readings into Kafka");
        Pipeline("publish.yaml");
        Say("the answer without Kafka");
        Pipeline("expected.yaml");
        Say("reading them undisturbed");
        var calm = Stopwatch.StartNew();
        Pipeline("consume.yaml", "OUT=calm");
        calm.Stop();
        Say("reading them under fire");
        var kills = UnderFire();
        Say("reading back");
        Pipeline("read-back.yaml", "OUT=calm");
        Pipeline("read-back.yaml", "OUT=fire");
        var differences = new[] { "calm", "fire" }.SelectMany(Differences).ToList();
        Report(calm.Elapsed, kills, differences);
        return differences.Count == 0 && kills == Kills ? 0 : 1;
    }

    /// <summary>Kills the pipeline as often as wanted, and the broker once in the middle; then lets it come to its end.</summary>
    private int UnderFire()
    {
        for (var kills = 0; ;)
        {
            using var process = Start("consume.yaml", "OUT=fire");
            var memory = new MemoryOfRun(process);
            _memory.Add(memory);
            if (kills < Kills && !process.WaitForExit(_random.Next(300, 900)))
            {
                memory.Look();
                process.Kill();
                process.WaitForExit();
                if (++kills == Kills / 2) _broker!.Restart();
                continue;
            }

            memory.WatchToTheEnd();
            if (process.ExitCode != 0) throw new InvalidOperationException($"consume.yaml ended with {process.ExitCode}");
            return kills;
        }
    }

    /// <summary>What differs between the answer and each of the three outputs of a pass.</summary>
    private IEnumerable<string> Differences(string pass)
    {
        var expected = File.ReadAllLines(Path.Combine(_work, "expected.jsonl")).Order(StringComparer.Ordinal).ToList();
        foreach (var output in new[] { "file", "topic", "lake" })
        {
            var rows = File.ReadAllLines(Path.Combine(_work, pass, $"{output}.jsonl")).Order(StringComparer.Ordinal).ToList();
            var (lost, doubled) = (Missing(expected, rows), Missing(rows, expected));
            Say($"{pass}, {output}: {rows.Count:N0} rows, lost {lost}, doubled or other {doubled}");
            if (lost + doubled > 0) yield return $"{pass}, {output}: lost {lost}, doubled or other {doubled}";
        }
    }

    /// <summary>How many of the first list's rows the second does not have as often; both sorted.</summary>
    private static int Missing(List<string> rows, List<string> from)
    {
        var (missing, at) = (0, 0);
        foreach (var row in rows)
        {
            while (at < from.Count && string.CompareOrdinal(from[at], row) < 0) at++;
            if (at < from.Count && from[at] == row) at++;
            else missing++;
        }

        return missing;
    }

    private void Pipeline(string file, string? variable = null)
    {
        using var process = Start(file, variable);
        var memory = new MemoryOfRun(process);
        if (file == "consume.yaml") _memory.Add(memory);
        memory.WatchToTheEnd();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{file} ended with {process.ExitCode}");
    }

    private Process Start(string file, string? variable)
    {
        var start = new ProcessStartInfo(Path.Combine(root, "streamguard"), ["run", file, "--quiet"]) { WorkingDirectory = _work };
        (start.Environment["BROKERS"], start.Environment["CYCLES"]) = (_broker!.Address, Cycles);
        if (variable?.Split('=') is [var name, var value]) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private void Report(TimeSpan calm, int kills, List<string> differences)
    {
        var report = new StringWriter(CultureInfo.InvariantCulture);
        var undisturbed = _memory[0];
        var made = long.Parse(Cycles, CultureInfo.InvariantCulture) * ReadingsOfCycle;
        report.WriteLine("# A day of readings through Kafka, killed again and again\n");
        report.WriteLine($"`tests/Soak/run kafka {records} {seed}` on {DateTime.UtcNow:yyyy-MM-dd}: {made:N0} readings, windows of a second, into a topic by transactions, a file and Parquet; a checkpoint every 100 ms.\n");
        report.WriteLine($"- Undisturbed: {calm.TotalSeconds:F1} s, {made / calm.TotalSeconds / 1e6:F2} M readings a second from Kafka to all three.");
        report.WriteLine($"- Killed {kills} times with SIGKILL, the broker once: {(differences.Count == 0 ? "lost 0, doubled 0 in all three outputs of both passes" : string.Join("; ", differences))}.");
        report.WriteLine($"- Memory of the undisturbed run: {undisturbed.Early:F0} MB in its first half, {undisturbed.Late:F0} MB in its second (the most of each); the most of all runs {_memory.Max(run => run.Most):F0} MB.");
        File.WriteAllText(Path.Combine(root, "tests", "Soak", "KAFKA.md"), report.ToString());
        Console.WriteLine(report);
    }

    private static void Say(string what) => Console.Error.WriteLine($"{DateTime.UtcNow:HH:mm:ss} {what}");
}
