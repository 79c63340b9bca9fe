using StreamGuard.Contracts;

namespace StreamGuard.Core.Connectors.Files;

/// <summary>
/// Turns the bytes of one partition into chunks of whole records, sent as soon as they are there. A record above
/// <paramref name="maxLine"/> bytes, its line feed not counted, is rejected without being held. A byte order mark is left out. Bytes before the
/// position to resume from are shown to the framer, which may need the beginning, and not sent again; an input that
/// cannot replay them goes on counting from there.
/// </summary>
internal sealed class RecordReader(SourceOutput output, SourcePartition partition, long maxLine, int blockBytes, bool canReplay = true)
{
    private const int KeptOfTooLong = 64 * 1024;

    private readonly Framer _framer = output.NewFramer(partition.Name);
    private readonly long _resume = canReplay ? partition.Position : 0;
    private readonly long _longest = Math.Min(maxLine, 1 << 30) + 1;
    private byte[] _buffer = Buffers.Rent<byte>(blockBytes);
    private int _filled;
    private long _position = canReplay ? 0 : partition.Position;
    private bool _begun;
    private TooLong? _tooLong;

    /// <summary>Behind the last byte given.</summary>
    public long End => _position + _filled;

    /// <summary>Where the next bytes go; at least one.</summary>
    public Memory<byte> Room
    {
        get
        {
            if (_filled == _buffer.Length) Buffers.Grow(ref _buffer, _filled, _filled + blockBytes);
            return _buffer.AsMemory(_filled);
        }
    }

    /// <summary>Says that so many bytes were put into <see cref="Room"/>, and sends the records that are whole now.</summary>
    public ValueTask AdvanceAsync(int bytes, CancellationToken stop)
    {
        _filled += bytes;
        return SendAsync(atEnd: false, stop);
    }

    /// <summary>Nothing more comes: what is left is the last record.</summary>
    public async ValueTask EndAsync(CancellationToken stop)
    {
        await SendAsync(atEnd: true, stop);
        if (_tooLong is { } record) await RejectAsync(record.Length, 0, stop);
        Buffers.Return(_buffer);
        _buffer = [];
    }

    /// <summary>Jumps to where to resume, once the framer has seen the beginning and unless it counts records.</summary>
    public void SkipToResume()
    {
        if (_position >= _resume || !_begun || _framer.NextRecord >= 0) return;
        _position = _resume;
        _filled = 0;
        _tooLong = null;
    }

    private async ValueTask SendAsync(bool atEnd, CancellationToken stop)
    {
        if (!PassByteOrderMark(atEnd)) return;
        while (_filled > 0)
        {
            if (_tooLong is not null && !await FindItsEndAsync(stop)) return;
            // The framer is shown no more than a record may have: when it finds none in that, the record is too long.
            var window = (int)Math.Min(_filled, _longest);
            var replayed = (int)Math.Min(window, Math.Max(0, _resume - _position));
            var cut = replayed > 0 ? Replay(replayed) : await SendAsync(window, atEnd && window == _filled, stop);
            if (cut > 0) continue;
            if (window < _longest) return;
            BeginTooLong(window);
        }
    }

    private async ValueTask<int> SendAsync(int window, bool atEnd, CancellationToken stop)
    {
        var first = _framer.NextRecord;
        var cut = _framer.Cut(_buffer.AsSpan(0, window), atEnd);
        if (cut > 0) await output.WriteAsync(partition, Take(cut, first), stop);
        return cut;
    }

    /// <summary>Shows records that were sent before the restart to the framer, the last of them perhaps without a line's end.</summary>
    private int Replay(int bytes)
    {
        var cut = _framer.Cut(_buffer.AsSpan(0, bytes), atEnd: _position + bytes == _resume);
        Drop(cut);
        return cut;
    }

    private bool PassByteOrderMark(bool atEnd)
    {
        if (_begun) return true;
        var mark = "\uFEFF"u8;
        var seen = _buffer.AsSpan(0, Math.Min(_filled, mark.Length));
        if (seen.Length < mark.Length && !atEnd && mark.StartsWith(seen)) return false;
        _begun = true;
        if (seen.SequenceEqual(mark)) Drop(mark.Length);
        return true;
    }

    /// <summary>The first bytes as a chunk; the rest stays, at the start of the buffer.</summary>
    private RawChunk Take(int cut, long firstRecord)
    {
        var rest = _filled - cut;
        byte[] bytes;
        if (cut < _buffer.Length / 4)
        {
            // A short chunk is copied, so that a slow stream does not tie up a whole buffer for each line.
            bytes = Buffers.Rent<byte>(cut);
            _buffer.AsSpan(0, cut).CopyTo(bytes);
            _buffer.AsSpan(cut, rest).CopyTo(_buffer);
        }
        else
        {
            bytes = _buffer;
            _buffer = Buffers.Rent<byte>(Math.Max(blockBytes, rest + blockBytes / 4));
            bytes.AsSpan(cut, rest).CopyTo(_buffer);
        }

        var chunk = new RawChunk(partition.Name, bytes, cut, _position) { FirstRecord = firstRecord, Header = _framer.Header };
        _position += cut;
        _filled = rest;
        return chunk;
    }

    private void Drop(int bytes)
    {
        _buffer.AsSpan(bytes, _filled - bytes).CopyTo(_buffer);
        _position += bytes;
        _filled -= bytes;
    }

    private void BeginTooLong(int window)
    {
        _tooLong = new TooLong(_buffer.AsSpan(0, Math.Min(window, KeptOfTooLong)).ToArray(), _position, window);
        _framer.Skip();
        Drop(window);
    }

    private async ValueTask<bool> FindItsEndAsync(CancellationToken stop)
    {
        var end = _buffer.AsSpan(0, _filled).IndexOf((byte)'\n');
        if (end < 0)
        {
            _tooLong!.Length += _filled;
            Drop(_filled);
            return false;
        }

        await RejectAsync(_tooLong!.Length + end, end + 1, stop);
        return true;
    }

    private async ValueTask RejectAsync(long length, int bytes, CancellationToken stop)
    {
        var record = _tooLong!;
        _tooLong = null;
        Drop(bytes);
        if (_position <= _resume) return;
        var reason = $"a record is longer than max_line: it has {length} bytes, and max_line is {maxLine}";
        await output.RejectAsync(partition, record.Head, length, record.Start, _position, reason, stop);
    }

    private sealed class TooLong(byte[] head, long start, long length)
    {
        public byte[] Head { get; } = head;

        public long Start { get; } = start;

        public long Length { get; set; } = length;
    }
}
