namespace StreamGuard.Contracts;

/// <summary>Where each row of a batch was read: its place in its partition and, where there are any, its bytes.</summary>
public sealed class Origin : RefCounted
{
    private readonly string _partition;
    private readonly RawChunk? _chunk;

    // Rows that were brought together from several batches: _lengths is then the part of each row, _positions its place there.
    private readonly Origin[]? _parts;
    private long[] _positions;
    private int[] _lengths;

    /// <summary>
    /// Takes ownership of the arrays (from <see cref="Buffers"/>) and of one hold of the chunk. Positions are those of
    /// the partition, or with a chunk its position plus the row's place there; lengths are in bytes and are ignored
    /// without a chunk.
    /// </summary>
    public Origin(string partition, long[] positions, int[] lengths, int rows, RawChunk? chunk)
    {
        (_partition, _positions, _lengths, Rows, _chunk) = (partition, positions, lengths, rows, chunk);
    }

    /// <summary>
    /// Rows brought together from several origins, which it retains: row i is row <paramref name="rowsInParts"/>[i] of
    /// part <paramref name="partOfRow"/>[i]. Takes ownership of both arrays (from <see cref="Buffers"/>).
    /// </summary>
    public Origin(Origin[] parts, int[] partOfRow, long[] rowsInParts, int rows)
    {
        (_partition, _parts, _lengths, _positions, Rows) = ("", parts, partOfRow, rowsInParts, rows);
        foreach (var part in parts) part.Retain();
    }

    public int Rows { get; }

    /// <summary>The row's partition: a file's path, a topic's partition.</summary>
    public string Partition(int row) => _parts is null ? _partition : _parts[_lengths[row]].Partition((int)_positions[row]);

    /// <summary>The row's place in its partition, the same in every replay.</summary>
    public long Position(int row) => _parts is null ? Own(row) : _parts[_lengths[row]].Position((int)_positions[row]);

    /// <summary>Place in its chunk of the row's first byte; only of rows as they were decoded.</summary>
    public int Place(int row) => (int)(_positions[row] - _chunk!.Position);

    private long Own(int row) => _chunk?.Records is { } records ? records.PositionAt(Place(row)) : _positions[row];

    /// <summary>The row's bytes as read, without the line's end; empty where the source has rows, not bytes.</summary>
    public ReadOnlySpan<byte> Bytes(int row)
    {
        if (_parts is not null) return _parts[_lengths[row]].Bytes((int)_positions[row]);
        return _chunk is null ? [] : _chunk.Bytes.Slice(Place(row), _lengths[row]);
    }

    /// <summary>A new origin, held by the caller, of the given rows.</summary>
    public Origin Gather(ReadOnlySpan<int> rows)
    {
        var positions = Buffers.Rent<long>(rows.Length);
        var lengths = Buffers.Rent<int>(rows.Length);
        for (var i = 0; i < rows.Length; i++) (positions[i], lengths[i]) = (_positions[rows[i]], _lengths[rows[i]]);
        if (_parts is not null) return new Origin(_parts, lengths, positions, rows.Length);
        _chunk?.Retain();
        return new Origin(_partition, positions, lengths, rows.Length, _chunk);
    }

    protected override void Free()
    {
        _chunk?.Release();
        foreach (var part in _parts ?? []) part.Release();
        Buffers.Return(_positions);
        Buffers.Return(_lengths);
        (_positions, _lengths) = ([], []);
    }
}
