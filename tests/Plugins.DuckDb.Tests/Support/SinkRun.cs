using System.Buffers;
using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Parquet;

namespace StreamGuard.Plugins.DuckDb.Tests.Support;

/// <summary>Runs a Parquet sink as Runtime does: epochs are prepared, then committed.</summary>
internal sealed class SinkRun
{
    private readonly ParquetSink _sink;
    private readonly Context _context;
    private long _epoch;

    private SinkRun(ParquetSink sink, Context context) => (_sink, _context) = (sink, context);

    public static async Task<SinkRun> StartAsync(ParquetSinkOptions options, Schema schema, ReadOnlyMemory<byte>? state = null, TimeProvider? clock = null)
    {
        var run = new SinkRun(new ParquetSink(options), new Context(clock ?? TimeProvider.System));
        run._sink.Bind(new SinkBinding(new FakeBinder(), schema, null));
        if (state is { } saved) run._sink.Restore(new StateReader(saved));
        await run._sink.OpenAsync(run._context, default);
        return run;
    }

    public async Task WriteAsync(Batch batch)
    {
        await _sink.WriteAsync(batch, default);
        batch.Release();
    }

    /// <summary>The state that a checkpoint of the epoch would hold.</summary>
    public async Task<ReadOnlyMemory<byte>> PrepareAsync()
    {
        var state = new ArrayBufferWriter<byte>();
        await _sink.PrepareAsync(++_epoch, new StateWriter(state), default);
        return state.WrittenMemory;
    }

    public async Task CommitAsync() => await _sink.CommitAsync(_epoch, default);

    public async Task BarrierAsync()
    {
        await PrepareAsync();
        await CommitAsync();
    }

    /// <summary>The input ends: a last epoch, then close.</summary>
    public async Task EndAsync()
    {
        await _sink.EndAsync(default);
        await BarrierAsync();
        await CloseAsync();
    }

    /// <summary>Close without a last epoch, as after a failure.</summary>
    public async Task CloseAsync() => await _sink.CloseAsync();

    private sealed class Context(TimeProvider clock) : SinkContext
    {
        public override TimeProvider Clock => clock;

        public override void DeadLetter(Batch batch, ReadOnlySpan<int> rows, string reason) => throw new NotSupportedException();
    }
}
