namespace StreamGuard.Contracts;

/// <summary>
/// The records of a chunk whose partition counts records, not bytes: messages of a topic. Each has a position of its own,
/// an offset, and may have columns that stand beside its bytes: key, headers, time. What a decoder does with one of them
/// ends with it: an open quote does not reach into the next. Belongs to its chunk.
/// </summary>
/// <param name="ends">Place in the chunk behind each record, separator included; ascending. Taken over, from <see cref="Buffers"/>.</param>
/// <param name="positions">Position of each record in its partition; ascending. Taken over, from <see cref="Buffers"/>.</param>
/// <param name="count">How many there are, one at least; the arrays may be longer.</param>
/// <param name="columns">A row a record; null where there are no such columns. Taken over.</param>
public sealed class ChunkRecords(int[] ends, long[] positions, int count, Batch? columns = null)
{
    private int[] _ends = ends;
    private long[] _positions = positions;

    /// <summary>A row a record; null where there are no such columns.</summary>
    public Batch? Columns { get; } = columns;

    public int Count { get; } = count;

    /// <summary>Position behind the last record.</summary>
    public long Next => _positions[Count - 1] + 1;

    /// <summary>Place in the chunk behind a record, separator included.</summary>
    public int EndOf(int record) => _ends[record];

    /// <summary>Number of the record that the byte at this place of the chunk belongs to.</summary>
    public int At(int place)
    {
        var found = _ends.AsSpan(0, Count).BinarySearch(place);
        return found >= 0 ? found + 1 : ~found;
    }

    /// <summary>Position in the partition of the record that the byte at this place of the chunk belongs to.</summary>
    public long PositionAt(int place) => _positions[At(place)];

    internal void Free()
    {
        Columns?.Release();
        Buffers.Return(_ends);
        Buffers.Return(_positions);
        (_ends, _positions) = ([], []);
    }
}
