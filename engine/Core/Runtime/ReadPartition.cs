using StreamGuard.Contracts;

namespace StreamGuard.Core.Runtime;

/// <summary>A partition as its reader sees it.</summary>
internal sealed class ReadPartition(string name, long position, TrackedPartition? tracked) : SourcePartition
{
    public override string Name { get; } = name;

    public override long Position { get; } = position;

    /// <summary>How far its event time has come; null when the stream has none.</summary>
    public TrackedPartition? Tracked { get; } = tracked;

    /// <summary>The word that its reader stands at the end, on its way; null when rows came after it. Only the reader uses it.</summary>
    public Task? CaughtUp { get; set; }

    /// <summary>Position behind everything that has gone into the pipeline.</summary>
    public long Sequenced { get; set; } = position;
}
