using StreamGuard.Contracts;
using StreamGuard.Core.Checkpoints;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Runtime;

/// <summary>
/// Two inputs with disorder through a union, a dedupe, windows, and windows over windows: killed at any checkpoint and gone
/// on from it in another number of lanes, every sink has what it has of a run that was left alone.
/// </summary>
public class CheckpointPositionsTests
{
    private const int Disorder = 2000;

    private static readonly string[] Inputs = ["left", "right"];
    private static readonly string[] Tables = ["once", "hops", "sessions", "counts", "totals", "late"];
    private static readonly Schema Readings = new([new("key", ColumnType.String), new("time", ColumnType.Timestamp), new("value", ColumnType.Int)]);

    /// <summary>A barrier after each row of either input, with everything before it handled.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Killed_between_any_two_rows(int seed)
    {
        const int rows = 40;
        var checkpoints = new EveryCheckpoint();
        var harness = NewHarness(checkpoints);
        var random = new Random(seed);
        var order = Enumerable.Repeat(0, rows).Concat(Enumerable.Repeat(1, rows)).ToArray();
        random.Shuffle(order);
        NewSources(harness, seed, rows, holds: [.. Enumerable.Range(0, rows + 1).Select(at => (long)at)]);
        var expected = await UndisturbedAsync(seed, rows);

        using (var running = harness.Start(Pipeline(lanes: 2)))
        {
            var sources = Inputs.Select(name => harness.Replayed[name]).ToArray();
            var read = new long[2];
            await Task.WhenAll(sources.Select(source => source.Held(0)));
            foreach (var input in order)
            {
                sources[input].Release(read[input]++);
                await sources[input].Held(read[input]);
                Assert.True(await running.CheckpointAsync());
            }

            foreach (var source in sources) source.Release(rows);
            AssertSame(expected, await EndOf(running), harness, $"seed {seed}, undisturbed");
        }

        Assert.True(checkpoints.Written.Count > 2 * rows, "too few checkpoints");
        await RestoreEachAsync(harness, checkpoints, checkpoints.Written[..^1], expected, seed, rows);
    }

    /// <summary>Barriers in the middle of things: they meet rows under way, and wait for one another where inputs meet.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Killed_while_rows_are_under_way(int seed)
    {
        const int rows = 2000;
        var checkpoints = new EveryCheckpoint();
        var harness = NewHarness(checkpoints);
        var expected = await UndisturbedAsync(seed, rows);

        // On a machine with much else to do a run may be over before whoever asks for checkpoints has his turn.
        for (var attempt = 1; checkpoints.Written.Count <= 10; attempt++)
        {
            Assert.True(attempt <= 20, "too few checkpoints");
            checkpoints.Written.Clear();
            foreach (var table in Tables) harness.Tables[table] = new OutsideTable();
            NewSources(harness, seed, rows, holds: []);
            using var running = harness.Start(Pipeline(lanes: 3));
            while (!running.Completion.IsCompleted && await running.CheckpointAsync())
            {
            }

            AssertSame(expected, await EndOf(running), harness, $"seed {seed}, undisturbed");
        }

        var every = Math.Max(1, checkpoints.Written.Count / 25);
        var chosen = checkpoints.Written[..^1].Where((_, i) => i % every == 0).ToList();
        await RestoreEachAsync(harness, checkpoints, chosen, expected, seed, rows);
    }

    private static async Task RestoreEachAsync(PipelineHarness harness, EveryCheckpoint checkpoints, IReadOnlyList<SavedCheckpoint> chosen, Dictionary<string, IReadOnlyList<string>> expected, int seed, int rows)
    {
        foreach (var (checkpoint, i) in chosen.Select((checkpoint, i) => (checkpoint, i)))
        {
            checkpoints.Chosen = checkpoint;
            NewSources(harness, seed, rows, holds: []);
            using var running = harness.Start(Pipeline(lanes: 1 + i % 4));
            var result = await EndOf(running);

            var what = $"seed {seed}, checkpoint {checkpoint.Epoch} in {1 + i % 4} lanes";
            Assert.True(result.Final.Checkpoints.RestoredFrom == checkpoint.Epoch, what);
            AssertSame(expected, result, harness, what);
        }
    }

    private static async Task<Dictionary<string, IReadOnlyList<string>>> UndisturbedAsync(int seed, int rows)
    {
        var harness = NewHarness(checkpoints: null);
        NewSources(harness, seed, rows, holds: []);
        var result = await harness.RunAsync(Pipeline(lanes: 1));
        Assert.True(result.Succeeded, result.Failure?.ToString());
        var tables = harness.Tables.ToDictionary(table => table.Key, table => table.Value.Rows);
        Assert.All(Tables.Except(["late"]), table => Assert.True(tables[table].Count > 10, $"{table} has too few rows to tell"));
        return tables;
    }

    private static async Task<RunResult> EndOf(RunningPipeline running)
    {
        var result = await running.Completion.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(result.Succeeded, result.Failure?.ToString() ?? result.Refused?.ToString());
        return result;
    }

    private static void AssertSame(Dictionary<string, IReadOnlyList<string>> expected, RunResult result, PipelineHarness harness, string what)
    {
        foreach (var (table, rows) in expected)
        {
            var found = harness.Tables[table].Rows;
            var same = rows.Zip(found).TakeWhile(pair => pair.First == pair.Second).Count();
            Assert.True(rows.SequenceEqual(found), $"{what}: {table} has {found.Count} rows and not the {rows.Count} of a run left alone; row {same} is {found.ElementAtOrDefault(same)} and not {rows.ElementAtOrDefault(same)}");
        }

        Assert.All(result.Final.Components, component => Assert.True(component.Account.Balances || component.Node.Inputs.Count == 0, what));
    }

    private static PipelineHarness NewHarness(EveryCheckpoint? checkpoints)
    {
        var harness = new PipelineHarness { Checkpoints = checkpoints };
        foreach (var table in Tables) harness.Tables[table] = new OutsideTable();
        return harness;
    }

    /// <summary>Two partitions an input; times go back by less than the disorder, no two are equal, and some rows repeat others.</summary>
    private static void NewSources(PipelineHarness harness, int seed, int rows, IReadOnlyList<long> holds)
    {
        foreach (var (name, i) in Inputs.Select((name, i) => (name, i)))
        {
            var random = new Random(seed * 100 + i);
            var partitions = Enumerable.Range(0, 2).ToDictionary(partition => $"{name}{partition}", partition => Rows(random, rows / 2, 2 * i + partition));
            harness.Replayed[name] = new ReplayedSource(Readings, partitions) { Holds = holds };
        }
    }

    private static object?[][] Rows(Random random, int count, int partition) => [.. Enumerable.Range(0, count).Select(i => (object?[])
        [random.Next(8) == 0 ? null : $"key{random.Next(5)}", DateTime.UnixEpoch.AddMilliseconds(10_000 + i * 300 - random.Next(Disorder / 100) * 100 + partition).AddMicroseconds(i % 1000), (long)random.Next(4)])];

    private static string Pipeline(int lanes) => $$"""
        pipeline: positions
        runtime: { lanes: {{lanes}} }
        sources:
          left: { replayed: left, event_time: { column: time, disorder: {{Disorder}}ms } }
          right: { replayed: right, event_time: { column: time, disorder: {{Disorder}}ms } }
        transforms:
          both: { from: [left, right], union: {} }
          single: { from: both, dedupe: { key: [key, value], within: 1s } }
          hops: { from: single, window: { hopping: { size: 2s, every: 500ms }, key: [key], late: dead_letter, aggregate: { n: count(), s: sum(value), middle: median(value) } } }
          sessions: { from: both, window: { session: 400ms, key: [key, value], late: dead_letter, aggregate: { n: count(), s: sum(value) } } }
          counts: { from: hops, window: { tumbling: 3s, key: [n], late: dead_letter, aggregate: { windows: count(), s: sum(s) } } }
          totals: { from: sessions, window: { tumbling: 5s, key: [key], late: dead_letter, aggregate: { sessions: count(), rows: sum(n), longest: max(s) } } }
        sinks:
          out1: { from: single, table: once }
          out2: { from: hops, table: hops }
          out3: { from: sessions, table: sessions }
          out4: { from: counts, table: counts }
          out5: { from: totals, table: totals }
          out6: { from: [hops.dead, sessions.dead, counts.dead, totals.dead], table: late }
        """;
}
