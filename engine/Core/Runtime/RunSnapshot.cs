using StreamGuard.Contracts;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Runtime.Buffering;

namespace StreamGuard.Core.Runtime;

/// <summary>What a run has done so far, to be shown.</summary>
/// <param name="Elapsed">Time since the start, by the pipeline's clock.</param>
/// <param name="Components">In the plan's order.</param>
/// <param name="Done">How much of bounded input has been read, in the unit of positions.</param>
/// <param name="Total">How much there is; 0 when nobody knows.</param>
/// <param name="DeadLetters">Rows refused, by component and reason.</param>
/// <param name="Checkpoints">Its epochs, and what is kept of them.</param>
/// <param name="Unbalanced">How often an account did not balance at a barrier; 0 unless there is a fault in a component.</param>
public sealed record RunSnapshot(
    TimeSpan Elapsed,
    IReadOnlyList<ComponentSnapshot> Components,
    long Done,
    long Total,
    IReadOnlyDictionary<(string Component, string Reason), long> DeadLetters,
    CheckpointFigures Checkpoints,
    long Unbalanced)
{
    /// <summary>How much of what is done was done by earlier runs, which this one goes on from.</summary>
    public long DoneEarlier { get; init; }

    /// <summary>Sources and sinks that had to wait for a disk or a server, and what for; the sink of the dead letters among them.</summary>
    public IReadOnlyDictionary<string, Waits> Waits { get; init; } = new Dictionary<string, Waits>();

    /// <summary>What waits in the buffers of sinks that have one.</summary>
    public IReadOnlyDictionary<string, BufferFigures> Buffers { get; init; } = new Dictionary<string, BufferFigures>();
}

/// <summary>One component's figures.</summary>
/// <param name="Node">Its place in the plan.</param>
/// <param name="Account">What became of its rows; of all lanes together.</param>
/// <param name="Watermark">The last watermark it sent on, microseconds UTC; null before the first or without event time.</param>
/// <param name="Lag">How far the watermark is behind the clock; null where there is none or the input has ended.</param>
/// <param name="Waiting">Messages that wait before it, as a share of what fits: 0 to 1.</param>
/// <param name="Dropped">Rows dropped because a link was full and overflow says so.</param>
public sealed record ComponentSnapshot(PlanNode Node, Account Account, long? Watermark, TimeSpan? Lag, double Waiting, long Dropped)
{
    /// <summary>How many of the rows that came in did so in earlier runs, which this one goes on from.</summary>
    public long Earlier => Before.In;

    /// <summary>What the account held when the run began: what earlier runs did, which this one goes on from.</summary>
    public Account Before { get; init; } = new();

    /// <summary>Bytes that a source has read or a sink has written in this run; null where nobody tells.</summary>
    public long? Bytes { get; init; }

    /// <summary>It has a queue of its own; others run in the block of their input.</summary>
    public bool HasQueue { get; init; }

    /// <summary>Batches that it has handled in this run.</summary>
    public long Batches { get; init; }

    /// <summary>
    /// How long it was at work in this run, without those fused with it, of all its instances together; a sink's waiting for
    /// what it writes to included.
    /// </summary>
    public TimeSpan Busy { get; init; }

    /// <summary>How many of it work at the same time: lanes, and of a source those that decode. Busy grows by at most so many seconds a second.</summary>
    public int Instances { get; init; } = 1;

    /// <summary>
    /// Of a sink: for each row of this run, from the arrival at the source of what it was made from, or what made it due (the
    /// row that fires its window), until the sink or its buffer had taken it. Null for others.
    /// </summary>
    public HistogramFigures? Latency { get; init; }

    /// <summary>Bytes of its state: in the last checkpoint, or estimated where there is none; null without state.</summary>
    public long? StateBytes { get; init; }

    /// <summary>Keys it keeps something of; null where its state is not by key.</summary>
    public long? StateKeys { get; init; }

    /// <summary>Of a source: records that are there and were not read yet; null where nobody knows.</summary>
    public long? Behind { get; init; }
}
