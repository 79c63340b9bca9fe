using StreamGuard.Contracts;

namespace StreamGuard.Core.State;

/// <summary>
/// The order of event time: equal times by source partition and position, or, where rows have none, by arrival.
/// </summary>
internal readonly record struct RowOrder(long Time, string Partition, long Position, long Arrival) : IComparable<RowOrder>
{
    public static RowOrder Of(Batch batch, int row, long time, long arrival) => batch.Origin is { } origin
        ? new RowOrder(time, origin.Partition(row), origin.Position(row), arrival)
        : new RowOrder(time, "", 0, arrival);

    public int CompareTo(RowOrder other)
    {
        if (Time != other.Time) return Time.CompareTo(other.Time);
        var partition = string.CompareOrdinal(Partition, other.Partition);
        if (partition != 0) return partition;
        return Position != other.Position ? Position.CompareTo(other.Position) : Arrival.CompareTo(other.Arrival);
    }
}
