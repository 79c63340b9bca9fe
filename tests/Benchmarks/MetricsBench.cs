using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using StreamGuard.Core.Runtime;
using StreamGuard.Host.Http;
using StreamGuard.Host.Http.Pipelines;
using StreamGuard.Host.Metrics;
using StreamGuard.Host.Service;

namespace StreamGuard.Benchmarks;

/// <summary>
/// What meters cost on workload H: runs whose time stamps cost nothing, runs as they ship, and runs that are read meanwhile, in
/// turn in one process, so that neighbours disturb all three alike.
/// </summary>
internal static class MetricsBench
{
    private const int RunsATurn = 10;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    // A turn may be over in less than a second: each is read at least once.
    private static readonly TimeSpan FirstRead = TimeSpan.FromMilliseconds(50);

    /// <summary>More often than anybody scrapes.</summary>
    private static readonly TimeSpan ReadEvery = TimeSpan.FromSeconds(1);

    /// <summary>Prints one JSON object.</summary>
    public static async Task<int> RunAsync(string file, int turns)
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < WarmUp;) await TurnAsync(file, TimeProvider.System, new Reader());
        var (without, with, read, reader) = (new List<double>(), new List<double>(), new List<double>(), new Reader());
        for (var turn = 0; turn < turns; turn++)
        {
            without.Add(await TurnAsync(file, new FreeStamps(), null));
            with.Add(await TurnAsync(file, TimeProvider.System, null));
            read.Add(await TurnAsync(file, TimeProvider.System, reader));
        }

        Console.WriteLine($"{{\"turns\":{turns},{Figures("without", without, without)},{Figures("with", without, with)},{Figures("read", without, read)},{string.Create(CultureInfo.InvariantCulture, $"\"lines\":{reader.Lines},\"read_us\":{reader.Microseconds:F0}")}}}");
        return 0;
    }

    /// <summary>Nanoseconds of processors a reading, whatever they did it for: neighbours cost no more of those than a little of the caches.</summary>
    private static async Task<double> TurnAsync(string file, TimeProvider clock, Reader? reader)
    {
        var (used, readings) = (Environment.CpuUsage.TotalTime, 0L);
        using var timer = reader is null ? null : new Timer(_ => reader.Read(), null, FirstRead, ReadEvery);
        for (var run = 0; run < RunsATurn; run++)
        {
            var plan = Plans.Load("workload-h.yaml", new() { ["WORKLOAD_H"] = file, ["DISORDER"] = "0s" });
            using var running = RunningPipeline.Start(plan, Plans.Registry, new RunSettings { Clock = clock, ReplaceSink = node => node.Name == "rows" ? new WorkloadHSink() : new CountingSink() });
            if (reader is not null) reader.Running = running;
            var result = await running.Completion;
            if (reader is not null) reader.Running = null;
            if (!result.Succeeded) throw new InvalidOperationException(result.Failure?.ToString());
            readings += result.Final.Components[0].Account.In;
        }

        return (Environment.CpuUsage.TotalTime - used).TotalNanoseconds / readings;
    }

    private static string Figures(string name, List<double> first, List<double> costs)
    {
        List<double> ratios = [.. first.Zip(costs, (one, other) => other / one).Order()];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"\"{name}_ns\":{Median(costs):F2},\"{name}_ratio\":{Median(ratios):F4},\"{name}_ratio_low\":{ratios[ratios.Count / 4]:F4},\"{name}_ratio_high\":{ratios[ratios.Count * 3 / 4]:F4}");
    }

    private static double Median(IEnumerable<double> all) => all.Order().ElementAt(all.Count() / 2);

    /// <summary>A clock that times nothing: what is left of the meters is a few additions a batch.</summary>
    private sealed class FreeStamps : TimeProvider
    {
        public override long GetTimestamp() => 1;
    }

    /// <summary>Reads the meters as a scrape does, and the figures as an open page gets them.</summary>
    private sealed class Reader
    {
        private readonly SeriesMemory _memory = new();
        private readonly ArrayBufferWriter<byte> _text = new(64 * 1024);
        private readonly Lock _lock = new();
        private readonly List<double> _microseconds = [];
        private readonly JsonSerializerOptions _json = new();

        public Reader() => Json.Set(_json);

        public RunningPipeline? Running { get; set; }

        public int Lines { get; private set; }

        public double Microseconds => Median(_microseconds);

        public void Read()
        {
            lock (_lock)
            {
                if (Running is not { } running) return;
                var start = Stopwatch.GetTimestamp();
                _text.ResetWrittenCount();
                ExpositionText.Write(Meters.All, new Reading([new MeteredPipeline("h", HostedState.Running, 0, running.Snapshot(), _memory)]), _text);
                _microseconds.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
                Lines = _text.WrittenSpan.Count((byte)'\n');
                JsonSerializer.SerializeToUtf8Bytes(FiguresView.Of(running.Snapshot(), null), _json);
            }
        }
    }
}
