using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Testing;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms;

namespace StreamGuard.Core.Tests.Runtime;

/// <summary>A running pipeline whose model is replaced: version 1 gives the sum of a and b, version 2 gives a.</summary>
public sealed class ModelSwapTests : IDisposable
{
    private const int Rows = 40;
    private static readonly Schema Two = new([new("a", ColumnType.Float), new("b", ColumnType.Float)]);

    private readonly TempFolder _folder = new();
    private readonly PipelineHarness _harness = new() { Checkpoints = new MemoryCheckpoints(), Tables = { ["out"] = new OutsideTable() } };
    private Score? _score;

    public ModelSwapTests()
    {
        _harness.Registry.Model(new FakeModelFormat());
        _harness.Registry.Transform<ScoreOptions>("scoring", options => _score = new Score(options));
        FakeBundle.Write(_folder["1"]);
        FakeBundle.Write(_folder["2"], FakeBundle.Sum.Replace("gives sum", "gives copy", StringComparison.Ordinal), FakeBundle.SumYaml.Replace("version: 1", "version: 2", StringComparison.Ordinal));
        Promote("1");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_model_is_replaced_at_a_barrier_and_no_row_is_lost()
    {
        var source = Source(10, 20);
        using var running = _harness.Start(Pipeline);
        await source.Held(10);
        Promote("2");
        running.Reload();
        await _score!.Looking;
        source.Release(10);
        await source.Held(20);
        Assert.True(await running.CheckpointAsync());
        source.Release(20);

        Assert.True((await running.Completion.WaitAsync(TimeSpan.FromSeconds(30))).Succeeded);

        Assert.True(running.CanReload);
        Assert.Equal(Versions(from1: 20, of: Rows), WrittenVersions());
    }

    [Fact]
    public async Task A_run_that_was_killed_goes_on_with_the_version_of_its_checkpoint()
    {
        var first = Source(10, 15);
        using (var running = _harness.Start(Pipeline))
        {
            await first.Held(10);
            Assert.True(await running.CheckpointAsync());
            first.Release(10);
            await first.Held(15);
            running.Abort();
            await running.Completion.WaitAsync(TimeSpan.FromSeconds(30));
        }

        Promote("2");
        var second = Source(15);
        using var again = _harness.Start(Pipeline);
        await second.Held(15);
        await _score!.Looking;
        Assert.True(await again.CheckpointAsync());
        second.Release(15);

        Assert.True((await again.Completion.WaitAsync(TimeSpan.FromSeconds(30))).Succeeded);

        // 10 rows of the first run are committed; the second held after 15 of its own.
        Assert.Equal(Versions(from1: 25, of: Rows), WrittenVersions());
    }

    [Fact]
    public async Task A_run_whose_version_is_gone_is_refused()
    {
        var first = Source(10);
        using (var running = _harness.Start(Pipeline))
        {
            await first.Held(10);
            Assert.True(await running.CheckpointAsync());
            running.Abort();
            await running.Completion.WaitAsync(TimeSpan.FromSeconds(30));
        }

        Promote("2");
        Directory.Delete(_folder["1"], recursive: true);
        Source();

        var result = await _harness.RunAsync(Pipeline);

        Assert.Contains("that is gone: there is no version '1'", result.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(10, _harness.Tables["out"].Rows.Count);
    }

    [Fact]
    public async Task Other_options_are_no_other_state_and_another_model_is()
    {
        var first = Source(10);
        using (var running = _harness.Start(Pipeline))
        {
            await first.Held(10);
            Assert.True(await running.CheckpointAsync());
            running.Abort();
            await running.Completion.WaitAsync(TimeSpan.FromSeconds(30));
        }

        Source();
        var moved = await _harness.RunAsync(Pipeline.Replace($"'{_folder.Path}'", $"'{_folder["1"]}'", StringComparison.Ordinal));
        Source();
        var same = await _harness.RunAsync(Pipeline.Replace("emit:", "threads: 2, non_finite: dead_letter, emit:", StringComparison.Ordinal));

        Assert.Equal("SG901", moved.Refused?.Code);
        Assert.True(same.Succeeded, same.Failure?.Message);
    }

    private string Pipeline => $$"""
        pipeline: swapped
        sources: { rows: { replayed: rows } }
        transforms: { scored: { from: rows, scoring: { model: '{{_folder.Path}}', emit: { total: score, by: version } } } }
        sinks: { out: { from: scored, table: out } }
        """;

    private static IEnumerable<string> Versions(int from1, int of) => Enumerable.Range(0, of).Select(row => row < from1 ? "1" : "2");

    private void Promote(string version) => _folder.Write("LATEST", version);

    private ReplayedSource Source(params long[] holds)
    {
        var rows = Enumerable.Range(0, Rows).Select(i => (object?[])[(double)i, 100.0]).ToArray();
        return _harness.Replayed["rows"] = new ReplayedSource(Two, new Dictionary<string, object?[][]> { ["p"] = rows }) { Holds = holds };
    }

    private IEnumerable<string> WrittenVersions() => _harness.Tables["out"].Rows.Select(row => row.Split(';')[^1]);
}
