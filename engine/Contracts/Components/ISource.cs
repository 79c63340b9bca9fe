namespace StreamGuard.Contracts;

/// <summary>
/// Where rows come from. It opens partitions, reads each from the position it is told, and writes chunks of bytes (a
/// decoder stands behind it) or batches of rows. It drains what is there and sends at once: it never waits for a
/// chunk to fill. Positions are saved for it; what else it needs to go on it saves itself, and is asked for that by
/// another thread while it reads.
/// </summary>
public interface ISource : IStateful
{
    /// <summary>Every partition ends by itself.</summary>
    bool IsBounded { get; }

    /// <summary>Its rows come into being while they are read, so that none can be far ahead of the clock. Asked before it is bound.</summary>
    bool IsLive => !IsBounded;

    /// <summary>What was read can be read again from a position; else what was under way is lost in a crash.</summary>
    bool CanReplay => true;

    /// <summary>
    /// Checks the options. A source of rows gives their schema; one of bytes gives null, and says by
    /// <see cref="SourceBinding.Adds"/> which columns its records have beside those of the decoder.
    /// </summary>
    Schema? Bind(SourceBinding binding);

    /// <summary>Reads until everything is read or <paramref name="stop"/> is set, which is no error: return then.</summary>
    Task RunAsync(SourceOutput output, CancellationToken stop);

    /// <summary>
    /// When bound: its positions may travel in the transaction of the sinks whose <see cref="ISink.CommitsWith"/> says the
    /// same; null where they never do.
    /// </summary>
    string? CommitsWith => null;

    /// <summary>
    /// Everything before these positions is durable: an epoch is complete. Called behind the commits of all sinks, so that
    /// nothing outside is ever ahead of what a restart goes on from; where a restart goes by a transaction that positions
    /// may travel in (<see cref="CommitsWith"/>), just before that one. May be called while <see cref="RunAsync"/> runs.
    /// </summary>
    /// <param name="epoch">Number of the epoch.</param>
    /// <param name="positions">Position behind the last row before the barrier, by partition.</param>
    /// <param name="stop">Ends the wait.</param>
    ValueTask CommitAsync(long epoch, IReadOnlyDictionary<string, long> positions, CancellationToken stop) => ValueTask.CompletedTask;
}

/// <summary>What a source writes to. Calls for one partition must not overlap; those for different ones may.</summary>
public abstract class SourceOutput
{
    /// <summary>The decoder's way to cut bytes into whole records; one instance a partition.</summary>
    public abstract Framer NewFramer(string partition);

    /// <summary>What the components of the run share.</summary>
    public abstract RunContext Run { get; }

    /// <summary>Behind the last row of a partition that the checkpoint holds from which the run began; null for one it does not know.</summary>
    public abstract long? SavedPosition(string partition);

    /// <summary>
    /// Announces a partition. Its <see cref="SourcePartition.Position"/> is where to begin: the saved position, or
    /// <paramref name="start"/> where there is none.
    /// </summary>
    public abstract SourcePartition Open(string name, long start = 0);

    /// <summary>
    /// Every partition that is there has been opened. One that only the checkpoint knows, a topic that was deleted say,
    /// holds the watermark back no longer; its position is kept, and it counts again when it is opened after all.
    /// </summary>
    public abstract void AllOpen();

    /// <summary>Sends whole records; takes over the caller's hold. Waits while the pipeline is full.</summary>
    public abstract ValueTask WriteAsync(SourcePartition partition, RawChunk chunk, CancellationToken stop);

    /// <summary>Sends rows; takes over the caller's hold. <paramref name="next"/> is the position behind them.</summary>
    public abstract ValueTask WriteAsync(SourcePartition partition, Batch batch, long next, CancellationToken stop);

    /// <summary>A record that cannot be read at all becomes a dead letter; reading goes on at <paramref name="next"/>.</summary>
    /// <param name="partition">Where it stood.</param>
    /// <param name="bytes">Its bytes, or as much of them as is worth keeping.</param>
    /// <param name="length">How many bytes it had.</param>
    /// <param name="position">Its own position.</param>
    /// <param name="next">The position behind it.</param>
    /// <param name="reason">Why, in words that are the same for every such record; then a colon and its particulars.</param>
    /// <param name="stop">Ends the wait.</param>
    public abstract ValueTask RejectAsync(SourcePartition partition, ReadOnlyMemory<byte> bytes, long length, long position, long next, string reason, CancellationToken stop);

    /// <summary>The reader stands at the partition's end for now: silence is silence, not a fetch under way.</summary>
    public abstract void CaughtUp(SourcePartition partition);

    /// <summary>Nothing more comes from this partition.</summary>
    public abstract ValueTask FinishAsync(SourcePartition partition, CancellationToken stop);

    /// <summary>
    /// The partition is another host's from now on: it holds nobody back, and no later checkpoint knows it. It may be
    /// opened again.
    /// </summary>
    public abstract ValueTask ReleaseAsync(SourcePartition partition, CancellationToken stop);

    /// <summary>Waits while the partition is more than max_skew ahead of the slowest active one.</summary>
    public abstract ValueTask WaitForOthersAsync(SourcePartition partition, CancellationToken stop);

    /// <summary>How much there is to read in all, in the unit of positions, for the progress bar.</summary>
    public abstract void Expect(long total);

    /// <summary>
    /// Says how many records of a partition are there and were not read yet, where that is known without asking for it; a
    /// call now and then is enough.
    /// </summary>
    public virtual void Behind(SourcePartition partition, long records) { }

    /// <summary>
    /// Asks for an epoch to begin now rather than when its time has come: somebody waits for what was read to be
    /// committed.
    /// </summary>
    public abstract void AskForEpoch();

    /// <summary>
    /// Says what keeps the source from reading and may pass by itself, a server that does not answer; null when it has
    /// passed.
    /// </summary>
    public abstract void WaitsFor(string? reason);

    /// <summary>
    /// Says the same of one partition, where others are read meanwhile: that it brings no rows is no silence then. Null when
    /// it can be read again.
    /// </summary>
    public virtual void WaitsFor(SourcePartition partition, string? reason) { }

    /// <summary>A partition that is silent for so long holds the watermark back no more; null where each always does.</summary>
    public virtual TimeSpan? IdleAfter => null;
}

/// <summary>One ordered part of a source with its own watermark: a file, a topic's partition.</summary>
public abstract class SourcePartition
{
    public abstract string Name { get; }

    /// <summary>Where to read on, in bytes (or in rows for a source of rows).</summary>
    public abstract long Position { get; }
}

/// <summary>Cuts a partition's bytes into whole records; sees them once, in order.</summary>
public abstract class Framer
{
    /// <summary>What was learned from the beginning of the partition; goes with every chunk.</summary>
    public virtual object? Header => null;

    /// <summary>Number of the next record, or -1 where it does not matter.</summary>
    public virtual long NextRecord => -1;

    /// <summary>What a record is read as that has no bytes, a message that deletes its key: all columns null. Empty where there is no such record.</summary>
    public virtual ReadOnlySpan<byte> NullRecord => [];

    /// <summary>
    /// How many of the bytes are whole records, separators included; 0 when not even one is whole. The bytes begin
    /// at the start of a record; those left over come again, with more behind them.
    /// </summary>
    /// <param name="bytes">Bytes from the start of a record on.</param>
    /// <param name="atEnd">No more will come: what is left is the last record.</param>
    public abstract int Cut(ReadOnlySpan<byte> bytes, bool atEnd);

    /// <summary>Forgets a record that was begun and is too long, so that cutting can go on behind it.</summary>
    public virtual void Skip() { }
}
