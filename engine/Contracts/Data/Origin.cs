namespace StreamGuard.Contracts;

/// <summary>Where each row of a batch was read: its place in its partition and, where there are any, its bytes.</summary>
public sealed class Origin : RefCounted
{
    private readonly RawChunk? _chunk;
    private long[] _positions;
    private int[] _lengths;

    /// <summary>
    /// Takes ownership of the arrays (from <see cref="Buffers"/>) and of one hold of the chunk. Positions are those of
    /// the partition; lengths are in bytes and are ignored without a chunk.
    /// </summary>
    public Origin(string partition, long[] positions, int[] lengths, int rows, RawChunk? chunk)
    {
        (Partition, _positions, _lengths, Rows, _chunk) = (partition, positions, lengths, rows, chunk);
    }

    public string Partition { get; }

    public int Rows { get; }

    /// <summary>The row's place in its partition, the same in every replay.</summary>
    public long Position(int row) => _positions[row];

    /// <summary>The row's bytes as read, without the line's end; empty where the source has rows, not bytes.</summary>
    public ReadOnlySpan<byte> Bytes(int row) =>
        _chunk is null ? [] : _chunk.Bytes.Slice((int)(_positions[row] - _chunk.Position), _lengths[row]);

    /// <summary>A new origin, held by the caller, of the given rows.</summary>
    public Origin Gather(ReadOnlySpan<int> rows)
    {
        var positions = Buffers.Rent<long>(rows.Length);
        var lengths = Buffers.Rent<int>(rows.Length);
        for (var i = 0; i < rows.Length; i++) (positions[i], lengths[i]) = (_positions[rows[i]], _lengths[rows[i]]);
        _chunk?.Retain();
        return new Origin(Partition, positions, lengths, rows.Length, _chunk);
    }

    protected override void Free()
    {
        _chunk?.Release();
        Buffers.Return(_positions);
        Buffers.Return(_lengths);
        (_positions, _lengths) = ([], []);
    }
}
