namespace StreamGuard.Contracts;

/// <summary>Whole records of one source partition as bytes, before decoding. Its buffer returns to the pool when released.</summary>
public sealed class RawChunk(string partition, byte[] bytes, int length, long position) : RefCounted
{
    private byte[] _bytes = bytes;

    /// <summary>Name of the partition: a file's path, a topic's partition.</summary>
    public string Partition { get; } = partition;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    /// <summary>The array behind <see cref="Bytes"/>, at least as long. Never written to.</summary>
    public byte[] Array => _bytes;

    public int Length { get; } = length;

    /// <summary>Place of the first byte in its partition (bytes after decompression, counted from 0); of no meaning where there are <see cref="Records"/>.</summary>
    public long Position { get; } = position;

    /// <summary>Number of the first record in its partition, from 0, header lines included; -1 where nobody counts.</summary>
    public long FirstRecord { get; init; } = -1;

    /// <summary>What the partition's framer learned from its beginning (a CSV header, say); null where there is nothing.</summary>
    public object? Header { get; init; }

    /// <summary>Set where the partition's positions are numbers of records; null where they are places of bytes.</summary>
    public ChunkRecords? Records { get; init; }

    /// <summary>The chunk is one record, whatever line ends stand in it.</summary>
    public bool IsOneRecord { get; init; }

    /// <summary>Position in the partition of the record at a place of the chunk.</summary>
    public long PositionAt(int place) => Records?.PositionAt(place) ?? Position + place;

    /// <summary>Position in the partition behind the chunk.</summary>
    public long Next => Records?.Next ?? Position + Length;

    protected override void Free()
    {
        Records?.Free();
        Buffers.Return(_bytes);
        _bytes = [];
    }
}
