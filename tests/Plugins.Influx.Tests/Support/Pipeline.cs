using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;

namespace StreamGuard.Plugins.Influx.Tests.Support;

/// <summary>A pipeline of one source, whose reader can be held, and one sink 'out'.</summary>
internal sealed class Pipeline
{
    private readonly PipelineHarness _harness = new();
    private readonly string _influx;

    /// <param name="influx">Options of the sink, as one writes them within braces.</param>
    /// <param name="rows">Of <see cref="Lines.Schema"/>.</param>
    /// <param name="holds">Where the reader waits: behind so many rows.</param>
    public Pipeline(string influx, object?[][] rows, params IReadOnlyList<long> holds)
    {
        new InfluxPlugin().Register(_harness.Registry);
        _influx = influx;
        Source = new ReplayedSource(Lines.Schema, new Dictionary<string, object?[][]> { ["p"] = rows }) { Holds = holds };
        _harness.Replayed["rows"] = Source;
    }

    public ReplayedSource Source { get; }

    public RunningPipeline Start() => _harness.Start($$"""
        pipeline: influx-test
        sources: { rows: { replayed: rows } }
        sinks: { out: { from: rows, influx: { {{_influx}} } } }
        """);

    public async Task<RunResult> RunAsync()
    {
        using var running = Start();
        return await running.Completion.WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>What became of the rows in the sink.</summary>
    public static Account Account(RunResult result) => result.Final.Components.Single(component => component.Node.Name == "out").Account;
}
