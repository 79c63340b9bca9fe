using System.Buffers;
using StreamGuard.Contracts;
using StreamGuard.Core.Checkpoints;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Runtime.Sinks;

/// <summary>
/// The calls of a sink, made again where that may help, and those that rows come with counted. Whoever makes them sees to it
/// that they do not overlap.
/// </summary>
internal sealed class SinkCalls
{
    private readonly SinkStage _stage;
    private readonly RunScope _scope;
    private readonly SinkFigures _figures;
    private readonly Retry _retry;
    private readonly Retry _commits;

    /// <param name="stage">Whose calls they are.</param>
    /// <param name="scope">The run.</param>
    /// <param name="figures">Where they are counted.</param>
    /// <param name="sink">The sink as it was made.</param>
    /// <param name="options">For how long a call is made again.</param>
    public SinkCalls(SinkStage stage, RunScope scope, SinkFigures figures, ISink sink, SinkOptions options)
    {
        (_stage, _scope, _figures) = (stage, scope, figures);
        (_retry, _commits) = (new Retry(scope, options.Retry?.AtMost), new Retry(scope, options.Retry?.AtMost));
        Sink = new RetryingSink(sink, _retry, _commits);
    }

    /// <summary>The sink, for calls that bring no rows.</summary>
    public ISink Sink { get; }

    /// <summary>What the calls waited for; null when they never had to.</summary>
    public Waits? Waits => Runtime.Waits.Of(_retry.Waited, _commits.Waited);

    /// <summary>A commit has failed, and is made again later.</summary>
    public bool IsCommitWaiting => _commits.Waited is { IsWaiting: true };

    public ValueTask OpenAsync(DeadLetterWriter deadLetters, CancellationToken stop) => Sink.OpenAsync(new Context(this, deadLetters), stop);

    public ValueTask WriteAsync(Batch batch)
    {
        _figures.Account.In += batch.Rows;
        return _figures.CountAsync(batch.Rows, () => Sink.WriteAsync(batch, _scope.Aborted));
    }

    public ValueTask FlushAsync() => _figures.CountAsync(0, () => Sink.FlushAsync(_scope.Aborted));

    public ValueTask EndAsync() => _figures.CountAsync(0, () => Sink.EndAsync(_scope.Aborted));

    /// <summary>The state for an epoch; the caller takes it over.</summary>
    public async ValueTask<ComponentState> PrepareAsync(long epoch)
    {
        // Its own figures stand before the sink's state and are known behind it: it may refuse rows as it prepares.
        var bytes = new StateBuffer();
        var figures = bytes.GetMemory(SinkFigures.SavedBytes)[..SinkFigures.SavedBytes];
        bytes.Advance(SinkFigures.SavedBytes);
        await _figures.CountAsync(0, () => Sink.PrepareAsync(epoch, new StateWriter(bytes), _scope.Aborted)).ConfigureAwait(false);
        var saved = new ArrayBufferWriter<byte>(SinkFigures.SavedBytes);
        _figures.Save(_stage.Account, new StateWriter(saved));
        saved.WrittenMemory.CopyTo(figures);
        return _stage.Slot.Of(bytes);
    }

    private sealed class Context(SinkCalls calls, DeadLetterWriter deadLetters) : SinkContext
    {
        public override TimeProvider Clock => calls._scope.Clock;

        public override RunContext Run => calls._scope.Run;

        public override void DeadLetter(Batch batch, ReadOnlySpan<int> rows, string reason)
        {
            calls._figures.Account.DeadLettered += rows.Length;
            deadLetters.Write(calls._stage.Definition.Name, batch, rows, reason, calls._stage.DeadReaders);
        }

        public override void Wrote(long bytes) => calls._figures.Wrote(bytes);

        public override void LeftOut(long values) => calls._figures.Account.LeftOut += values;
    }
}
