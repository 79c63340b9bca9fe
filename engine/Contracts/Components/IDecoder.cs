namespace StreamGuard.Contracts;

/// <summary>Makes rows of bytes. Chunks of one partition are decoded in parallel and leave in order.</summary>
public interface IDecoder : IStateful
{
    /// <summary>Checks the options and the columns asked for; gives the schema of the rows.</summary>
    Schema? Bind(DecoderBinding binding);

    /// <summary>A framer for one partition.</summary>
    Framer NewFramer(string partition);

    /// <summary>A worker that one thread at a time uses; it may learn from chunk to chunk.</summary>
    IDecodeWorker NewWorker();
}

/// <summary>Decodes chunks. What it learns may only change its speed, never its rows.</summary>
public interface IDecodeWorker
{
    /// <summary>
    /// Decodes the records of a chunk. Good rows go to the result's builder, with position and length each; bad ones
    /// are rejected with a reason.
    /// </summary>
    void Decode(RawChunk chunk, DecodeResult result);
}

/// <summary>What one chunk gave. Reused from chunk to chunk.</summary>
public sealed class DecodeResult(Schema schema)
{
    private long[] _positions = [];
    private int[] _lengths = [];
    private int _rows;

    public BatchBuilder Rows { get; } = new(schema);

    public List<BadRecord> Rejected { get; } = [];

    /// <summary>Says where the row just completed in <see cref="Rows"/> stands: its place in the partition and its bytes.</summary>
    public void RowAt(long position, int length)
    {
        if (_rows == _positions.Length) Buffers.Grow(ref _positions, _rows, _rows + 1);
        if (_rows >= _lengths.Length) Buffers.Grow(ref _lengths, _rows, _positions.Length);
        _positions[_rows] = position;
        _lengths[_rows++] = length;
    }

    /// <summary>
    /// Makes room for so many rows in all and gives the arrays behind it: what <see cref="RowAt"/> would note may be
    /// written there from the first row not yet noted on, and is said by <see cref="RowsAt"/>.
    /// </summary>
    public (long[] Positions, int[] Lengths) Reserve(int rows)
    {
        if (rows > _positions.Length) Buffers.Grow(ref _positions, _rows, rows);
        if (rows > _lengths.Length) Buffers.Grow(ref _lengths, _rows, rows);
        return (_positions, _lengths);
    }

    /// <summary>Places of so many rows in all have been written to the arrays of <see cref="Reserve"/>.</summary>
    public void RowsAt(int rows) => _rows = rows;

    /// <summary>The record from <paramref name="start"/> on in the chunk is bad; a row begun for it must be truncated by the caller.</summary>
    public void Reject(int start, int length, string reason) => Rejected.Add(new BadRecord(start, length, reason));

    /// <summary>The batch of the rows so far, held by the caller, with their origin.</summary>
    public Batch Build(RawChunk chunk)
    {
        chunk.Retain();
        var batch = Rows.Build(new Origin(chunk.Partition, _positions, _lengths, _rows, chunk));
        (_positions, _lengths, _rows) = ([], [], 0);
        return batch;
    }
}

/// <summary>A record that gave no row.</summary>
/// <param name="Start">First byte in its chunk.</param>
/// <param name="Length">Bytes, without the line's end.</param>
/// <param name="Reason">Why, in words that are the same for every such record; then a colon and its particulars.</param>
public sealed record BadRecord(int Start, int Length, string Reason);
