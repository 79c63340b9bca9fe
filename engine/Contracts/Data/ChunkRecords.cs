namespace StreamGuard.Contracts;

/// <summary>
/// The records of a chunk whose partition counts records, not bytes: messages of a topic. Each has a position of its own,
/// an offset, and may have columns that stand beside its bytes: key, headers, time.
/// </summary>
/// <param name="ends">Place in the chunk behind each record, separator included; ascending.</param>
/// <param name="positions">Position of each record in its partition.</param>
/// <param name="columns">A row a record; null where there are no such columns. Taken over.</param>
public sealed class ChunkRecords(int[] ends, long[] positions, Batch? columns = null)
{
    /// <summary>A row a record; null where there are no such columns.</summary>
    public Batch? Columns { get; } = columns;

    public int Count => ends.Length;

    /// <summary>Number of the record that the byte at this place of the chunk belongs to.</summary>
    public int At(int place)
    {
        var found = Array.BinarySearch(ends, place);
        return found >= 0 ? found + 1 : ~found;
    }

    /// <summary>Position in the partition of the record that the byte at this place of the chunk belongs to.</summary>
    public long PositionAt(int place) => positions[At(place)];
}
