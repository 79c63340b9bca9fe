using StreamGuard.Contracts;

namespace StreamGuard.Core.Queues;

/// <summary>A place in a queue on disk.</summary>
/// <param name="Segment">Number of the segment.</param>
/// <param name="Offset">Bytes of the segment before the place.</param>
/// <param name="Row">Rows of the queue before the place, those that are removed already included.</param>
internal sealed record QueuePosition(long Segment, long Offset, long Row)
{
    /// <summary>Before everything.</summary>
    public static QueuePosition Start { get; } = new(1, 0, 0);

    /// <summary>The same place as the beginning of a segment that is not there yet, where nothing more comes to its own.</summary>
    public QueuePosition InNextSegment => Offset == 0 ? this : new QueuePosition(Segment + 1, 0, Row);

    public static QueuePosition Read(StateReader state) => new(state.ReadLong(), state.ReadLong(), state.ReadLong());

    public void Write(StateWriter state)
    {
        state.Write(Segment);
        state.Write(Offset);
        state.Write(Row);
    }

    public bool IsBefore(QueuePosition other) => Segment < other.Segment || (Segment == other.Segment && Offset < other.Offset);
}
