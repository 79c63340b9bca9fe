using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Support;

/// <summary>A source of rows that does what a test tells it, step after step.</summary>
internal sealed class ScriptedSource(Schema schema, bool isBounded = true) : ISource
{
    private readonly List<Func<SourceOutput, CancellationToken, Task>> _steps = [];
    private readonly Dictionary<string, SourcePartition> _partitions = [];
    private long _written;

    public bool IsBounded => isBounded;

    /// <summary>Rows written so far.</summary>
    public long Written => Interlocked.Read(ref _written);

    public Schema? Bind(SourceBinding binding) => schema;

    /// <summary>Opens partitions before any row is written.</summary>
    public ScriptedSource Open(params string[] partitions) => Then((output, _) =>
    {
        foreach (var name in partitions) _partitions[name] = output.Open(name);
        return Task.CompletedTask;
    });

    public ScriptedSource Rows(string partition, params object?[][] rows) => Then(async (output, stop) =>
    {
        if (!_partitions.TryGetValue(partition, out var open)) _partitions[partition] = open = output.Open(partition);
        var builder = new BatchBuilder(schema);
        foreach (var row in rows) builder.Row(row);
        await output.WriteAsync(open, builder.Build(), Written + rows.Length, stop);
        Interlocked.Add(ref _written, rows.Length);
    });

    public ScriptedSource Finish(string partition) => Then((output, stop) => output.FinishAsync(_partitions[partition], stop).AsTask());

    public ScriptedSource CaughtUp(string partition) => Then((output, _) =>
    {
        output.CaughtUp(_partitions[partition]);
        return Task.CompletedTask;
    });

    public ScriptedSource Wait(Task until) => Then((_, stop) => until.WaitAsync(stop));

    public ScriptedSource Then(Func<SourceOutput, CancellationToken, Task> step)
    {
        _steps.Add(step);
        return this;
    }

    public async Task RunAsync(SourceOutput output, CancellationToken stop)
    {
        foreach (var step in _steps)
        {
            if (stop.IsCancellationRequested) return;
            await step(output, stop);
        }
    }
}
