using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Runtime.Changing;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Runtime.Changing;

/// <summary>A pipeline over counting sources that is changed while rows flow, and tables that show what became of them.</summary>
internal sealed class ChangeRig : IDisposable
{
    private readonly List<RunningPipeline> _runs = [];

    public ChangeRig(bool keepsCheckpoints = true, params string[] tables)
    {
        Checkpoints = keepsCheckpoints ? new FailingCheckpoints() : null;
        Harness = new PipelineHarness { Checkpoints = Checkpoints };
        foreach (var table in tables) Harness.Tables[table] = new OutsideTable();
        Harness.Registry.Source<CountingSource.Counting>("counting", options => new CountingSource(options, Counters));
        Harness.Registry.Sink<BrokenSink.Breaking>("broken", options => new BrokenSink(options));
    }

    public PipelineHarness Harness { get; }

    public FailingCheckpoints? Checkpoints { get; }

    public Counters Counters { get; } = new();

    public RunningPipeline Start(string yaml)
    {
        var running = Harness.Start(yaml);
        _runs.Add(running);
        return running;
    }

    public Task<ChangeResult> ChangeAsync(RunningPipeline running, string yaml, ChangeOptions? options = null) =>
        running.ChangeAsync(Harness.Plan(yaml), options).WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>Lets sources end soon, and waits until all is written.</summary>
    public async Task<RunResult> EndAsync(RunningPipeline running)
    {
        Counters.EndSoon();
        var result = await running.Completion.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Null(result.Refused);
        Assert.True(result.Failure is null, $"{result.Failure}: {result.Failure?.InnerException}");
        return result;
    }

    /// <summary>The first column of a table's rows.</summary>
    public long[] Numbers(string table) => [.. Harness.Tables[table].Rows.Select(row => long.Parse(row.Split(';')[0]))];

    /// <summary>A table has every number once: from the first it has, or from 0, up to the end.</summary>
    public void AssertWhole(string table, bool fromStart = true)
    {
        var numbers = Numbers(table);
        Assert.NotEmpty(numbers);
        var first = fromStart ? 0 : numbers.Min();
        Assert.Equal(Enumerable.Range((int)first, (int)(Counters.End - first)).Select(n => (long)n), numbers.Order());
    }

    public void Dispose()
    {
        foreach (var run in _runs)
        {
            run.Abort();
            run.Completion.GetAwaiter().GetResult();
            run.Dispose();
        }
    }
}

/// <summary>A sink that does not open, or not in time.</summary>
internal sealed class BrokenSink(BrokenSink.Breaking options) : ISink
{
    public void Bind(SinkBinding binding) => binding.Guarantees(Delivery.AtLeastOnce, "never");

    public async ValueTask OpenAsync(SinkContext context, CancellationToken stop)
    {
        if (options.Waits) await Task.Delay(Timeout.Infinite, stop);
        throw new IOException("nothing is there");
    }

    public ValueTask WriteAsync(Batch batch, CancellationToken stop) => ValueTask.CompletedTask;

    public ValueTask CloseAsync() => ValueTask.CompletedTask;

    internal sealed record Breaking
    {
        public bool Waits { get; init; }
    }
}
