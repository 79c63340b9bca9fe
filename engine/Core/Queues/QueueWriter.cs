using Microsoft.Win32.SafeHandles;
using StreamGuard.Contracts;
using StreamGuard.Core.Connectors.Files;

namespace StreamGuard.Core.Queues;

/// <summary>
/// Appends records to a queue: to a segment until that is large enough, then to the next. What was appended is on disk once
/// synced. A failed write leaves the queue as it was. For one thread at a time; <see cref="End"/> for all.
/// </summary>
/// <param name="segments">Where to.</param>
/// <param name="queue">The queue's name; it stands in each segment.</param>
/// <param name="end">Behind this place; a segment of its own is begun there.</param>
/// <param name="segmentBytes">A segment that has so many is large enough.</param>
/// <param name="clock">The one clock.</param>
internal sealed class QueueWriter(Segments segments, string queue, QueuePosition end, long segmentBytes, TimeProvider clock) : IDisposable
{
    private readonly RecordBuffer _begin = new();
    private SafeFileHandle? _file;
    private volatile QueuePosition _end = end.InNextSegment;
    private bool _hasNewNames;

    /// <summary>Behind all that was appended, in the segment that is appended to next: those before it stay as they are.</summary>
    public QueuePosition End => _end;

    /// <exception cref="RetryableException">The disk is full; names the file.</exception>
    /// <exception cref="IOException">The segment cannot be written; names the file.</exception>
    public void Append(RecordBuffer record, RecordKind kind, int rows)
    {
        if (_end.Offset >= segmentBytes) Close();
        if (_file is null) Begin();
        Write(record, kind, rows);
    }

    /// <summary>Returns when all that was appended is on disk. A failure is final: the system may have dropped what it could not write.</summary>
    public void Sync()
    {
        FaultPoints.Reach("buffer.flush.before");
        if (_file is not null) RandomAccess.FlushToDisk(_file);
        if (_hasNewNames) segments.Sync();
        _hasNewNames = false;
        FaultPoints.Reach("buffer.flush.after");
    }

    /// <summary>Ends the segment, so that it can be removed; the next record begins another.</summary>
    public void Close()
    {
        if (_file is null) return;
        RandomAccess.FlushToDisk(_file);
        _file.Dispose();
        (_file, _end) = (null, _end.InNextSegment);
    }

    public void Dispose() => _file?.Dispose();

    private void Begin()
    {
        var path = segments.PathOf(_end.Segment);
        try
        {
            _file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.Read | FileShare.Delete);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw WriteFailure.Of(path, e);
        }

        try
        {
            _begin.Begin().Write(queue);
            Write(_begin, RecordKind.Begin, 0);
            _hasNewNames = true;
        }
        catch
        {
            _file.Dispose();
            _file = null;
            throw;
        }
    }

    private void Write(RecordBuffer record, RecordKind kind, int rows)
    {
        var at = _end;
        var bytes = record.Seal(kind, at.Row, rows, clock.GetUtcNow());
        try
        {
            FaultPoints.Reach("buffer.write.before");
            RandomAccess.Write(_file!, bytes, at.Offset);
        }
        catch (IOException e)
        {
            // What a failed write got onto the disk: half a record, perhaps.
            if (RandomAccess.GetLength(_file!) > at.Offset) RandomAccess.SetLength(_file!, at.Offset);
            throw WriteFailure.Of(segments.PathOf(at.Segment), e);
        }

        segments.Grew(at.Segment, at.Offset + bytes.Length);
        _end = new QueuePosition(at.Segment, at.Offset + bytes.Length, at.Row + rows);
        FaultPoints.Reach("buffer.write.after");
    }
}
