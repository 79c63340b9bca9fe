using StreamGuard.Contracts;
using StreamGuard.Core.Runtime.Changing;

namespace StreamGuard.Core.Runtime;

internal enum SourceItemKind : byte
{
    /// <summary>First of all in a run that goes on from a checkpoint: tells the watermark it had.</summary>
    Restored,
    AllOpen,
    Rows,
    Rejected,
    CaughtUp,
    Finished,
    Released,
    Tick,

    /// <summary>In the place of a tick while the source waits for what may pass.</summary>
    Away,

    /// <summary>Nothing but its hold: a source that is started in a change stands before its first row.</summary>
    Stand,
    Barrier,
    End,
}

/// <summary>What a reader hands to the sequencing block of its source, in order: rows, or something about a partition.</summary>
internal sealed class SourceItem(SourceItemKind kind, ReadPartition? partition = null)
{
    public SourceItemKind Kind { get; } = kind;

    public ReadPartition? Partition { get; } = partition;

    /// <summary>Bytes to decode, kept until the bad records among them are dealt with.</summary>
    public RawChunk? Chunk { get; init; }

    public Batch? Batch { get; set; }

    public IReadOnlyList<BadRecord> BadRecords { get; set; } = [];

    /// <summary>Position behind this item, or a barrier's epoch.</summary>
    public long Value { get; init; }

    /// <summary>When its reader handed it over; see <see cref="Message.Arrived"/>.</summary>
    public long Arrived { get; set; }

    /// <summary>A record that the reader itself refused.</summary>
    public RefusedRecord? Refused { get; init; }

    /// <summary>What the source is held by behind this item; null for all but barriers of a change.</summary>
    public Hold? Hold { get; init; }

    public void Release()
    {
        Chunk?.Release();
        Batch?.Release();
    }
}

/// <summary>A record that its reader refused.</summary>
/// <param name="Bytes">Its bytes, or the first of them.</param>
/// <param name="Length">How many it had.</param>
/// <param name="Position">Where it stood in its partition.</param>
/// <param name="Reason">Why.</param>
internal sealed record RefusedRecord(byte[] Bytes, long Length, long Position, string Reason);
