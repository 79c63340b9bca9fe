using StreamGuard.Contracts;

namespace StreamGuard.Core.Runtime;

/// <summary>A partition as its reader sees it.</summary>
/// <param name="name">Its name.</param>
/// <param name="start">Where reading begins without a checkpoint.</param>
/// <param name="position">Where it begins.</param>
/// <param name="tracked">How far its event time has come; null when the stream has none.</param>
internal sealed class ReadPartition(string name, long start, long position, TrackedPartition? tracked) : SourcePartition
{
    public override string Name { get; } = name;

    public override long Position { get; } = position;

    public TrackedPartition? Tracked { get; } = tracked;

    /// <summary>The word that its reader stands at the end, on its way; null when rows came after it. Only the reader uses it.</summary>
    public Task? CaughtUp { get; set; }

    /// <summary>Position behind everything that has gone into the pipeline.</summary>
    public long Sequenced { get; set; } = position;

    /// <summary>Records that are there and were not read yet, as its reader has last said; null where it never did.</summary>
    public long? Behind { get; set; }

    /// <summary>How much of it has gone into the pipeline, earlier runs included.</summary>
    public long Done => Sequenced - start;

    /// <summary>How much of that earlier runs did.</summary>
    public long DoneEarlier => Position - start;
}
