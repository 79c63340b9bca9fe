using System.Buffers;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Support;

/// <summary>Runs a sink as Runtime would: binds and opens it, writes rows, takes it through epochs, restores it from what it prepared.</summary>
internal sealed class SinkHarness(ISink sink, Schema schema, TimeProvider? clock = null)
{
    private byte[] _prepared = [];

    public FakeSinkContext Context { get; } = new(clock);

    public TestBinder Binder { get; } = new();

    /// <summary>Makes calls again that may succeed then, at once.</summary>
    public bool Retries { get; init; }

    /// <summary>The epoch that was prepared last.</summary>
    public long Epoch { get; private set; }

    /// <summary>What it saved then.</summary>
    public ReadOnlyMemory<byte> Prepared => _prepared;

    /// <summary>Binds and opens a fresh sink.</summary>
    public async Task<SinkHarness> OpenAsync(Delivery? delivery = null)
    {
        sink.Bind(new SinkBinding(Binder, schema, delivery));
        await Call(() => sink.OpenAsync(Context, default));
        return this;
    }

    /// <summary>A new instance that goes on where this one's last prepared epoch ended, as after a crash.</summary>
    public async Task<SinkHarness> RestoreAsync(ISink next)
    {
        var restored = new SinkHarness(next, schema, Context.Clock) { Epoch = Epoch, _prepared = _prepared };
        next.Bind(new SinkBinding(restored.Binder, schema, delivery: null));
        next.Restore(new StateReader(_prepared));
        await next.OpenAsync(restored.Context, default);
        return restored;
    }

    /// <summary>Writes one batch of rows and flushes, as when no further batch is waiting.</summary>
    public async Task WriteAsync(params object?[][] rows)
    {
        var builder = new BatchBuilder(schema);
        foreach (var row in rows) builder.Row(row);
        var batch = builder.Build();
        await Call(() => sink.WriteAsync(batch, default));
        batch.Release();
        await Call(() => sink.FlushAsync(default));
    }

    public async Task PrepareAsync()
    {
        var state = new ArrayBufferWriter<byte>();
        Epoch++;
        await Call(() => sink.PrepareAsync(Epoch, new StateWriter(state), default));
        _prepared = state.WrittenSpan.ToArray();
    }

    public async Task CommitAsync() => await Call(() => sink.CommitAsync(Epoch, default));

    public async Task BarrierAsync()
    {
        await PrepareAsync();
        await CommitAsync();
    }

    /// <summary>The end of a bounded run.</summary>
    public async Task EndAsync()
    {
        await Call(() => sink.EndAsync(default));
        await BarrierAsync();
        await CloseAsync();
    }

    public async Task CloseAsync() => await sink.CloseAsync();

    private async Task Call(Func<ValueTask> call)
    {
        while (true)
        {
            try
            {
                await call();
                return;
            }
            catch (RetryableException) when (Retries)
            {
                // Made again.
            }
        }
    }
}
