namespace StreamGuard.Core.Runtime.Buffering;

/// <summary>What waits in the buffer of a sink.</summary>
/// <param name="Rows">Rows that were not delivered yet.</param>
/// <param name="Bytes">What the buffer takes on disk.</param>
/// <param name="Limit">What it may take.</param>
/// <param name="Oldest">How long the oldest row waits; null when none does, or nobody knows.</param>
/// <param name="IsFull">There is no room for what comes: whoever sends has to wait.</param>
public sealed record BufferFigures(long Rows, long Bytes, long Limit, TimeSpan? Oldest, bool IsFull);
