using System.Globalization;
using StreamGuard.Integration.Tests.Support;
using StreamGuard.Plugins.Influx.Tests.Support;
using Xunit.Abstractions;

namespace StreamGuard.Integration.Tests.Recovery;

/// <summary>Killed at any moment and started again, what went through buffers on disk comes whole and in order, and nothing that was noted as delivered comes again.</summary>
public sealed class BufferKillTests(ITestOutputHelper log) : IDisposable
{
    private const int KillsWanted = 15;

    // Sinks that know what they have written, one at once and two by epochs, and one that cannot know.
    private const string Pipeline = """
        pipeline: killed
        checkpoint: { every: 50ms, path: state }
        sources:
          readings:
            simulate: { model: hydraulic-rig, cycles: "${CYCLES:-30}", seed: 5, start: "2025-11-08T14:30:00Z", speed: "${SPEED}" }
            event_time: { column: timestamp }
        transforms:
          seconds: { from: readings, window: { tumbling: 1s, key: [cycle, sensor], late: drop, aggregate: { avg: mean(value), n: count() } } }
        sinks:
          plain: { from: seconds, file: { path: out/plain.jsonl } }
          rows: { from: seconds, file: { path: out/rows.jsonl }, buffer: disk }
          parts: { from: seconds, file: { path: out/parts }, buffer: { disk: 100MB, path: buffers } }
          lake: { from: seconds, parquet: { path: out/lake, roll: { every: 300ms } }, buffer: disk }
          away: { from: seconds, influx: { url: "${SERVER}", database: d, measurement: s, tags: [sensor, cycle], fields: [avg, n], time: window_start, batch: { rows: 50 } }, buffer: disk }
        """;

    private const string Away = """
        pipeline: killed
        checkpoint: { every: 50ms, path: state }
        sources: { readings: { simulate: { model: hydraulic-rig, cycles: "${CYCLES:-1}", seed: 5, start: "2025-11-08T14:30:00Z", speed: "${SPEED}" } } }
        sinks: { away: { from: readings, influx: { url: "${SERVER}", database: d, measurement: s, tags: [sensor], fields: [value], time: timestamp }, buffer: disk } }
        """;

    private static readonly string[] Points =
    [
        "buffer.write.before", "buffer.write.after", "buffer.flush.before", "buffer.flush.after", "buffer.deliver.before", "buffer.deliver.after",
        "buffer.position.before", "buffer.position.after", "buffer.commit.after", "checkpoint.publish.before", "checkpoint.publish.after",
        "epoch.commit.before", "epoch.commit.after",
    ];

    private static readonly string[] LakeColumns = ["window_start", "sensor", "cycle", "avg", "n"];

    private readonly TempFolder _folder = new();
    private readonly FakeServer _server = new();
    private readonly List<string> _taken = [];

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Every_row_comes_whole_and_in_order_and_once_where_the_sink_can_tell()
    {
        var seed = Seed.Draw();
        log.WriteLine($"STREAMGUARD_SEED={seed}");
        var random = new Random(seed);
        var points = await RunUndisturbedAsync(30);

        var (kills, again) = (0, 0);
        for (var round = 0; kills < KillsWanted; round++)
        {
            var name = $"round-{round}";
            _folder.Write($"{name}/killed.yaml", Pipeline);
            TakeSome(random);
            var runs = new KilledRuns(_folder[name], _folder[$"{name}/state/killed"], random);
            await runs.RunAsync(Environment(300, 30), most: 20, "run", "killed.yaml", "--quiet");
            kills += runs.Kills;
            Assert.True(runs.Kills > 0, $"seed {seed}: no kill of round {round} fell between two epochs");
            again += await AssertSameAsync(name, points, seed);
        }

        log.WriteLine($"{kills} kills, {again} of {points.Count} points came again");
    }

    [Fact]
    public async Task Nothing_is_torn_apart_before_and_behind_each_step_of_a_buffer()
    {
        var seed = Seed.Draw();
        log.WriteLine($"STREAMGUARD_SEED={seed}");
        var random = new Random(seed);
        var points = await RunUndisturbedAsync(Points.Length);

        _folder.Write("killed/killed.yaml", Pipeline);
        TakeSome(random);
        foreach (var point in Points)
        {
            var environment = Environment(100, Points.Length);
            environment["STREAMGUARD_FAULT"] = $"{point}:{random.Next(1, 10)}";
            var killed = await Program.RunAsync(_folder["killed"], environment, "run", "killed.yaml", "--quiet");
            Assert.True(killed.ExitCode == 137, $"seed {seed}: {environment["STREAMGUARD_FAULT"]} ended with {killed.ExitCode}: {killed.Errors}");
        }

        var last = await Program.RunAsync(_folder["killed"], Environment(1_000_000, Points.Length), "run", "killed.yaml", "--quiet");
        Assert.True(last.ExitCode == 0, last.Errors);
        await AssertSameAsync("killed", points, seed);
    }

    [Fact]
    public async Task Nothing_comes_again_where_it_was_noted_as_delivered()
    {
        _server.Answer = Take;
        _folder.Write("noted/killed.yaml", Away);
        var points = 0L;

        for (var kill = 2; kill < 8; kill++)
        {
            var environment = Environment(4, 1);
            environment["STREAMGUARD_FAULT"] = $"buffer.commit.after:{kill}";
            var killed = await Program.RunAsync(_folder["noted"], environment, "run", "killed.yaml", "--quiet");
            Assert.True(killed.ExitCode == 137, $"{killed.ExitCode}: {killed.Errors}");
            Assert.True(_taken.Count > points, "nothing was delivered between two kills");
            points = _taken.Count;
        }

        var last = await Program.RunAsync(_folder["noted"], Environment(1_000_000, 1), "run", "killed.yaml", "--quiet");
        Assert.True(last.ExitCode == 0, last.Errors);
        Assert.Equal(43_680, _taken.Count);
        Assert.Equal(43_680, _taken.Distinct().Count());
    }

    private Reply Take(Request request)
    {
        _taken.AddRange(request.Lines);
        return Reply.Written;
    }

    /// <summary>The server takes what it is given most of the time, and is away else.</summary>
    private void TakeSome(Random random)
    {
        var own = new Random(random.Next());
        _taken.Clear();
        _server.Answer = request => own.Next(10) == 0 ? new Reply(503) : Take(request);
    }

    /// <summary>The points in the order they came in.</summary>
    private async Task<List<string>> RunUndisturbedAsync(int cycles)
    {
        _folder.Write("undisturbed/killed.yaml", Pipeline);
        _server.Answer = Take;
        var undisturbed = await Program.RunAsync(_folder["undisturbed"], Environment(1_000_000, cycles), "run", "killed.yaml", "--quiet");
        Assert.True(undisturbed.ExitCode == 0, undisturbed.Errors);
        List<string> points = [.. _taken];
        Assert.Equal(points.Count, points.Distinct().Count());
        Assert.Equal(points.Count, File.ReadLines(_folder["undisturbed/out/plain.jsonl"]).Count());
        return points;
    }

    private Dictionary<string, string> Environment(int speed, int cycles) => new()
    {
        ["SPEED"] = speed.ToString(CultureInfo.InvariantCulture),
        ["CYCLES"] = cycles.ToString(CultureInfo.InvariantCulture),
        ["SERVER"] = _server.Url,
    };

    /// <summary>Gives how many points came again.</summary>
    private async Task<int> AssertSameAsync(string name, List<string> points, int seed)
    {
        var plain = File.ReadAllText(_folder["undisturbed/out/plain.jsonl"]);
        Assert.True(plain == File.ReadAllText(_folder[$"{name}/out/plain.jsonl"]), $"seed {seed}: plain.jsonl differs");
        Assert.True(plain == File.ReadAllText(_folder[$"{name}/out/rows.jsonl"]), $"seed {seed}: rows.jsonl differs");
        Assert.True(plain == string.Concat(Directory.GetFiles(_folder[$"{name}/out/parts"], "*.jsonl").Order(StringComparer.Ordinal).Select(File.ReadAllText)), $"seed {seed}: parts differ");
        Golden.AssertSame(await LakeAsync("undisturbed"), await LakeAsync(name));
        AssertInOrder(points, seed);
        Assert.Empty(Directory.GetFiles(_folder[name], "*.segment", SearchOption.AllDirectories));
        return _taken.Count - points.Count;
    }

    /// <summary>Whatever comes is the next point, or one that came before.</summary>
    private void AssertInOrder(List<string> points, int seed)
    {
        var place = points.Select((point, i) => (point, i)).ToDictionary();
        var (next, furthest) = (0, 0);
        foreach (var point in _taken)
        {
            var at = place[point];
            Assert.True(at == next || at < furthest, $"seed {seed}: point {at} came behind {next - 1}, and {furthest} were there");
            next = at + 1;
            furthest = Math.Max(furthest, next);
        }

        Assert.True(furthest == points.Count, $"seed {seed}: {furthest} of {points.Count} points came");
    }

    private Task<Rows> LakeAsync(string name) => Lake.ReadAsync(_folder, $"{name}/out/lake", LakeColumns, "window_start", "sensor");
}
