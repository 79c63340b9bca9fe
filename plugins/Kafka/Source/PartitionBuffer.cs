using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Kafka.Source;

/// <summary>Messages of one partition side by side, a line each, until they are sent as one chunk.</summary>
internal sealed class PartitionBuffer
{
    /// <summary>Bytes behind the last value that a decoder may look at, so that it need not copy the last lines.</summary>
    private const int Spare = 128;

    private byte[] _bytes = [];
    private int[] _ends = [];
    private long[] _offsets = [];
    private int _expected;

    /// <summary>Messages in it.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of these.</summary>
    public int Length { get; private set; }

    /// <summary>Puts a value behind the messages; it counts once it is added.</summary>
    public void Stage(ReadOnlySpan<byte> value)
    {
        var needed = Length + value.Length + 1 + Spare;
        if (needed > _bytes.Length) Buffers.Grow(ref _bytes, Length, Math.Max(needed, _expected));
        value.CopyTo(_bytes.AsSpan(Length));
    }

    /// <summary>What was staged.</summary>
    public ReadOnlySpan<byte> Staged(int length) => _bytes.AsSpan(Length, length);

    /// <summary>Makes a message of the value that was staged.</summary>
    public void Add(long offset, int length)
    {
        if (Count == _ends.Length) Buffers.Grow(ref _ends, Count, Count + 1);
        if (Count >= _offsets.Length) Buffers.Grow(ref _offsets, Count, _ends.Length);
        Length += length;
        if (_bytes[Length - 1] != '\n') _bytes[Length++] = (byte)'\n';
        _ends[Count] = Length;
        _offsets[Count++] = offset;
    }

    /// <summary>The messages as a chunk, held by the caller; the buffer is empty then.</summary>
    /// <param name="partition">Their partition.</param>
    /// <param name="framer">The decoder's, of the partition.</param>
    /// <param name="columns">A row a message; null when there are none. Taken over.</param>
    public RawChunk Take(string partition, Framer framer, Batch? columns)
    {
        framer.Cut(_bytes.AsSpan(0, Length), atEnd: true);
        var chunk = new RawChunk(partition, _bytes, Length, 0) { Header = framer.Header, Records = new ChunkRecords(_ends, _offsets, Count, columns) };
        // As large as the last: a slow stream ties up little, a fast one need not grow step by step.
        _expected = Math.Min(Length + Length / 8, Outgoing.MostBytes);
        (_bytes, _ends, _offsets) = ([], Rented<int>(), Rented<long>());
        (Count, Length) = (0, 0);
        return chunk;
    }

    /// <summary>Forgets the messages.</summary>
    public void Clear() => (Count, Length) = (0, 0);

    private T[] Rented<T>() => Count > 16 ? Buffers.Rent<T>(Count) : [];
}
