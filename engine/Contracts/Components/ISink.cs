namespace StreamGuard.Contracts;

/// <summary>
/// Where rows go. Calls never overlap. Rows become visible at once (at least once) or when their epoch commits
/// (exactly once): at each barrier Runtime calls <see cref="PrepareAsync"/>, and when the epoch is complete
/// <see cref="CommitAsync"/>. Exceptions escape; Runtime names the component and decides about retries.
/// </summary>
public interface ISink : IStateful
{
    /// <summary>Checks the options against the input and states the guarantee.</summary>
    void Bind(SinkBinding binding);

    /// <summary>Acquires what writing needs. After a restore it finishes or removes what an unfinished epoch left.</summary>
    ValueTask OpenAsync(SinkContext context, CancellationToken stop);

    /// <summary>Writes rows; the batch is lent for the call.</summary>
    ValueTask WriteAsync(Batch batch, CancellationToken stop);

    /// <summary>Called when no further batch is waiting: send what is buffered, if it should be sent at once.</summary>
    ValueTask FlushAsync(CancellationToken stop) => ValueTask.CompletedTask;

    /// <summary>
    /// Called once before the last <see cref="PrepareAsync"/> when nothing more comes and no later run goes on from
    /// here: what is held back over epochs (a part that was not rolled yet) belongs to that last epoch. Not called
    /// after a failure.
    /// </summary>
    ValueTask EndAsync(CancellationToken stop) => ValueTask.CompletedTask;

    /// <summary>Makes everything written so far durable, though perhaps not visible, and saves how to find it.</summary>
    ValueTask PrepareAsync(long epoch, StateWriter state, CancellationToken stop) => ValueTask.CompletedTask;

    /// <summary>Makes what was prepared for the epoch visible; may be called again for the same epoch after a crash.</summary>
    ValueTask CommitAsync(long epoch, CancellationToken stop) => ValueTask.CompletedTask;

    /// <summary>Called once at the end, after the last commit; also after a failure, then nothing more may become visible.</summary>
    ValueTask CloseAsync();
}

/// <summary>What a running sink may use.</summary>
public abstract class SinkContext
{
    public abstract TimeProvider Clock { get; }

    /// <summary>Sends rows that cannot be written to the dead letters; the reason is as in <see cref="Output.DeadLetter"/>.</summary>
    public abstract void DeadLetter(Batch batch, ReadOnlySpan<int> rows, string reason);
}
