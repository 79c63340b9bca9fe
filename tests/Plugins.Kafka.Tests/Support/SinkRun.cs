using System.Buffers;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Kafka.Sink;

namespace StreamGuard.Plugins.Kafka.Tests.Support;

/// <summary>A sink in a run, called in the order that Runtime calls it.</summary>
internal sealed class SinkRun : SinkContext
{
    public static readonly Schema Schema = new(
        [new("id", ColumnType.Int), new("name", ColumnType.String), new("value", ColumnType.Float), new("where", ColumnType.String)]);

    private readonly KafkaSink _sink;

    private SinkRun(KafkaSinkOptions options, TestRun run, string name, Delivery? delivery, TimeSpan? shortestTransaction)
    {
        (_sink, Run) = (new KafkaSink(options) { ShortestTransaction = shortestTransaction }, run);
        var binder = new TestBinder { Pipeline = run.Pipeline, Component = name };
        foreach (var setting in options.Settings.Keys) binder.Variables.Add($"settings.{setting}");
        _sink.Bind(new SinkBinding(binder, Schema, delivery));
        Assert.Empty(binder.Problems.All);
    }

    public override TimeProvider Clock => Run.Clock;

    public override RunContext Run { get; }

    /// <summary>What the sink refused: the rows' ids and why.</summary>
    public List<(long Id, string Reason)> Dead { get; } = [];

    /// <summary>The epoch that the broker knew when the sink was opened.</summary>
    public long FoundEpoch { get; private set; }

    public static async Task<SinkRun> OpenAsync(
        KafkaSinkOptions options, TestRun run, Delivery? delivery = null, string name = "out", TimeSpan? shortestTransaction = null)
    {
        var sink = new SinkRun(options, run, name, delivery, shortestTransaction);
        if (sink._sink.IsTransactional) await sink.RetryAsync(async () => sink.FoundEpoch = await sink._sink.CommittedEpochAsync(run, default));
        await sink.RetryAsync(() => sink._sink.OpenAsync(sink, default));
        return sink;
    }

    public override void DeadLetter(Batch batch, ReadOnlySpan<int> rows, string reason)
    {
        foreach (var row in rows) Dead.Add((batch.Ints(0)[row], reason));
    }

    public override void LeftOut(long values) => throw new NotSupportedException("a message has every value");

    /// <summary>Bytes it says it sent.</summary>
    public long Written { get; private set; }

    public override void Wrote(long bytes) => Written += bytes;

    /// <summary>Writes rows whose ids are given; the rest is made of them.</summary>
    public Task WriteAsync(params IEnumerable<int> ids) => WriteAsync(ids.Select(id => Row(id)));

    public async Task WriteAsync(IEnumerable<object?[]> rows)
    {
        var builder = new BatchBuilder(Schema);
        foreach (var row in rows) builder.Row(row);
        var batch = builder.Build();
        try
        {
            await RetryAsync(() => _sink.WriteAsync(batch, default));
        }
        finally
        {
            batch.Release();
        }
    }

    public async Task PrepareAsync(long epoch) =>
        await RetryAsync(() => _sink.PrepareAsync(epoch, new StateWriter(new ArrayBufferWriter<byte>()), default));

    public async Task CommitAsync(long epoch) => await RetryAsync(() => _sink.CommitAsync(epoch, default));

    public async Task EpochAsync(long epoch)
    {
        await PrepareAsync(epoch);
        await CommitAsync(epoch);
    }

    public async Task CloseAsync() => await _sink.CloseAsync();

    public static object?[] Row(int id, string? name = null, string? where = null) => [(long)id, name ?? $"name {id % 3}", id / 2.0, where];

    /// <summary>What was waited for.</summary>
    public List<string> Waits { get; } = [];

    private async Task RetryAsync(Func<ValueTask> call)
    {
        while (true)
        {
            try
            {
                await call();
                return;
            }
            catch (RetryableException wait)
            {
                Waits.Add(wait.Message);
            }
        }
    }
}
