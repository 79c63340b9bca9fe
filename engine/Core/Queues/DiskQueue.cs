using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Queues;

/// <summary>
/// Batches in order on disk, bounded in bytes: one thread appends at one end, another reads at the other and removes what it
/// needs no more. The files are of use to one process at a time, which whoever makes the queue sees to.
/// </summary>
internal sealed class DiskQueue : IDisposable
{
    private const long LargestSegment = 64L << 20;
    private const int SegmentsAtLeast = 8;

    private readonly Segments _segments;
    private readonly QueueWriter _writer;
    private readonly QueueReader _reader;
    private readonly Schema _schema;
    private readonly TimeProvider _clock;
    private readonly RecordBuffer _packed = new();
    private readonly RecordBuffer _mark = new();
    private readonly RowTimes _times = new();
    private long _rows;
    private long _marked;

    /// <param name="segments">Its files, with nothing behind the end.</param>
    /// <param name="name">Stands in each of them.</param>
    /// <param name="schema">Of the batches.</param>
    /// <param name="from">Where reading goes on.</param>
    /// <param name="end">Where writing goes on.</param>
    /// <param name="limit">Bytes it may take.</param>
    /// <param name="clock">The one clock.</param>
    public DiskQueue(Segments segments, string name, Schema schema, QueuePosition from, QueuePosition end, long limit, TimeProvider clock)
    {
        (_segments, _schema, Limit, _clock, _marked) = (segments, schema, limit, clock, end.Row);
        _writer = new QueueWriter(segments, name, end, Math.Min(LargestSegment, limit / SegmentsAtLeast), clock);
        _reader = new QueueReader(segments, name, from);
    }

    /// <summary>Bytes it may take.</summary>
    public long Limit { get; }

    /// <summary>Bytes it takes.</summary>
    public long Bytes => _segments.Bytes;

    /// <summary>Behind all that was appended.</summary>
    public QueuePosition End => _writer.End;

    /// <summary>Behind all that was read.</summary>
    public QueuePosition At => _reader.At;

    /// <summary>The batch that was packed last may be appended: there is room for it, or it is alone.</summary>
    public bool HasRoom => Bytes == 0 || Bytes + _packed.Length <= Limit;

    /// <summary>Brings a batch into the form it is appended in.</summary>
    public void Pack(Batch batch)
    {
        BatchState.Write(_packed.Begin(), batch);
        _rows = batch.Rows;
    }

    /// <summary>Appends the batch that was packed last.</summary>
    /// <exception cref="RetryableException">The disk is full; nothing was appended.</exception>
    /// <exception cref="IOException">It cannot be written; names the file.</exception>
    public void Append()
    {
        var first = End.Row;
        _writer.Append(_packed, RecordKind.Rows, (int)_rows);
        _times.Add(first, _clock.GetUtcNow());
    }

    /// <summary>Marks the end of an epoch that has rows, and returns when all before it is on disk.</summary>
    /// <exception cref="RetryableException">The disk is full.</exception>
    /// <exception cref="IOException">It cannot be written; names the file.</exception>
    public void Mark(long epoch)
    {
        if (End.Row > _marked)
        {
            _mark.Begin().Write(epoch);
            _writer.Append(_mark, RecordKind.Mark, 0);
            _marked = End.Row;
        }

        _writer.Sync();
    }

    /// <summary>Lets go of the segment that is appended to, so that it can be removed once it is read.</summary>
    public void CloseSegment() => _writer.Close();

    /// <summary>The next record before a place; null when there is none.</summary>
    /// <exception cref="InvalidDataException">It is damaged or missing; names the file and what is wrong with it.</exception>
    public QueueRecord? Next(QueuePosition limit) => _reader.Next(limit);

    /// <summary>Leaves out what is damaged before a place; gives how many rows that are.</summary>
    public long Skip(QueuePosition limit)
    {
        var before = At.Row;
        _reader.Skip(limit);
        return At.Row - before;
    }

    /// <summary>The batch of a record that was read last, held by the caller.</summary>
    /// <exception cref="InvalidDataException">It is no batch of the schema.</exception>
    public Batch BatchOf(QueueRecord record) => BatchState.Read(new StateReader(record.Payload), _schema);

    /// <summary>Where reading stands, at the beginning of a segment where the one before is read to its end.</summary>
    public QueuePosition LeaveRead()
    {
        _reader.LeaveRead(End.Segment);
        return At;
    }

    /// <summary>Removes the segments before a place.</summary>
    public void RemoveBefore(QueuePosition place) => _segments.RemoveBefore(place.Segment);

    /// <summary>Removes all; when it is disposed of.</summary>
    public void Clear() => _segments.Clear();

    /// <summary>When a row was written that was not read yet; null when it was before this run.</summary>
    public DateTimeOffset? WrittenAt(long row) => _times.Of(row);

    public void Dispose()
    {
        _reader.Dispose();
        _writer.Dispose();
    }
}
