using Microsoft.Win32.SafeHandles;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Queues;

/// <summary>Reads the records of a queue in order, from a place on. What is damaged is never read past.</summary>
/// <param name="segments">Where from.</param>
/// <param name="queue">The queue's name.</param>
/// <param name="from">The place.</param>
internal sealed class QueueReader(Segments segments, string queue, QueuePosition from) : IDisposable
{
    private readonly byte[] _head = new byte[sizeof(int)];
    private byte[] _record = [];
    private SafeFileHandle? _file;
    private long _open;
    private volatile QueuePosition _at = from;

    /// <summary>Behind the last record that was read.</summary>
    public QueuePosition At => _at;

    /// <summary>The next record before a place; null when there is none.</summary>
    /// <exception cref="InvalidDataException">It is damaged or missing; names the file and what is wrong with it.</exception>
    public QueueRecord? Next(QueuePosition limit)
    {
        LeaveRead(limit.Segment);
        while (_at.IsBefore(limit))
        {
            var record = Read(limit);
            if (record.Row != _at.Row) throw Damaged("rows are missing before it");
            _at = new QueuePosition(_at.Segment, _at.Offset + RecordBuffer.Head + record.Payload.Length, _at.Row + record.Rows);
            LeaveRead(limit.Segment);
            if (record.Kind != RecordKind.Begin) return record;
        }

        return null;
    }

    /// <summary>Leaves out what is damaged: goes on with the next segment that can be read, or at a place behind it.</summary>
    public void Skip(QueuePosition limit)
    {
        while (_at.Segment < limit.Segment)
        {
            _at = new QueuePosition(_at.Segment + 1, 0, _at.Row);
            try
            {
                _at = _at with { Row = Read(limit).Row };
                return;
            }
            catch (InvalidDataException)
            {
                // This one cannot be read either.
            }
        }

        _at = limit;
    }

    /// <summary>Goes to the beginning of the next segment where this one is read, and nothing is appended to it any more.</summary>
    /// <param name="openSegment">The segment that is appended to.</param>
    public void LeaveRead(long openSegment)
    {
        if (_at.Segment < openSegment && _at.Offset == segments.LengthOf(_at.Segment)) _at = _at.InNextSegment;
    }

    public void Dispose()
    {
        _file?.Dispose();
        Buffers.Return(_record);
        _record = [];
    }

    private QueueRecord Read(QueuePosition limit)
    {
        var end = (_at.Segment == limit.Segment ? limit.Offset : segments.LengthOf(_at.Segment)) ?? throw Damaged("it is missing");
        var file = FileOf(_at.Segment);
        if (RandomAccess.Read(file, _head, _at.Offset) < _head.Length) throw Damaged("it ends too early");
        var length = RecordBuffer.LengthOf(_head);
        if (length < RecordBuffer.Head || length > end - _at.Offset) throw Damaged("what stands there is no record");
        if (_record.Length < length) Buffers.Grow(ref _record, 0, length);
        if (RandomAccess.Read(file, _record.AsSpan(0, length), _at.Offset) < length) throw Damaged("it ends too early");
        if (RecordBuffer.Open(_record.AsMemory(0, length)) is not { } record) throw Damaged("a record has another checksum than was written");
        if (record.Kind == RecordKind.Begin != (_at.Offset == 0)) throw Damaged("its records are not in order");
        if (record.Kind == RecordKind.Begin && new StateReader(record.Payload).ReadString() != queue) throw Damaged("it belongs to another queue");
        return record;
    }

    private SafeFileHandle FileOf(long segment)
    {
        if (_file is not null && _open == segment) return _file;
        _file?.Dispose();
        _file = null;
        try
        {
            _file = File.OpenHandle(segments.PathOf(segment), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (FileNotFoundException e)
        {
            throw Damaged("it is missing", e);
        }

        _open = segment;
        return _file;
    }

    private InvalidDataException Damaged(string what, Exception? cause = null) =>
        new($"the buffer's file '{segments.PathOf(_at.Segment)}' is damaged at byte {_at.Offset}: {what}", cause);
}
