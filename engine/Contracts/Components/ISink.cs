namespace StreamGuard.Contracts;

/// <summary>
/// Where rows go. Calls never overlap, unless it <see cref="CommitsBesideWrites"/>. Rows become visible at once (at least
/// once) or when their epoch commits (exactly once): at each barrier Runtime calls <see cref="PrepareAsync"/>, and when the
/// epoch is complete <see cref="CommitAsync"/>. Exceptions escape and end the run; after a
/// <see cref="RetryableException"/> Runtime waits and makes the same call again.
/// </summary>
public interface ISink : IStateful
{
    /// <summary>Checks the options against the input and states the guarantee.</summary>
    void Bind(SinkBinding binding);

    /// <summary>
    /// A buffer on disk may stand before the sink. Not where it could only delay what is to be seen at once, such as rows on
    /// a screen.
    /// </summary>
    bool TakesBuffer => true;

    /// <summary>
    /// The sink's commit cannot be done again, and the system it writes to remembers by itself which epoch was the last:
    /// it commits before all others, and a restart goes by what <see cref="CommittedEpochAsync"/> says. It is given no
    /// rows between <see cref="PrepareAsync"/> and the epoch's commit: they would be committed with it.
    /// </summary>
    bool IsTransactional => false;

    /// <summary>
    /// Rows of the next epoch may be written and flushed by another thread while <see cref="CommitAsync"/> is under way, so
    /// that they do not wait for it, unless it has to be made again. No other call overlaps with it.
    /// </summary>
    bool CommitsBesideWrites => false;

    /// <summary>
    /// Of a transactional sink, when bound: those that say the same here commit at once, by whichever is asked first; null
    /// where it commits apart from all others. A crash may come between two commits.
    /// </summary>
    string? CommitsWith => null;

    /// <summary>
    /// Of a transactional sink, when bound and before anything is restored or opened: the last epoch its system has
    /// committed, 0 when there was none. What an earlier owner left open is aborted, and it can commit no more.
    /// </summary>
    /// <param name="run">What the components of the run share.</param>
    /// <param name="stop">Ends the wait; set also when the run is told to stop.</param>
    ValueTask<long> CommittedEpochAsync(RunContext run, CancellationToken stop) => ValueTask.FromResult(0L);

    /// <summary>Acquires what writing needs. After a restore it finishes or removes what an unfinished epoch left.</summary>
    /// <param name="context">What the sink may use.</param>
    /// <param name="stop">Ends the wait; set also when the run is told to stop.</param>
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

    /// <summary>What the components of the run share.</summary>
    public abstract RunContext Run { get; }

    /// <summary>Sends rows that cannot be written to the dead letters; the reason is as in <see cref="Output.DeadLetter"/>.</summary>
    public abstract void DeadLetter(Batch batch, ReadOnlySpan<int> rows, string reason);

    /// <summary>Counts values that were left out of rows which were written without them, for the sink's system has none such: NaN, infinity.</summary>
    public abstract void LeftOut(long values);

    /// <summary>Counts bytes that the sink has written: to a file before its compression, or sent to a server. From any thread.</summary>
    public virtual void Wrote(long bytes) { }
}
