using System.Buffers;

namespace StreamGuard.Core.Decoders.Csv;

/// <summary>The cells of one record, as places in its bytes. Reused from record to record.</summary>
internal sealed class CsvRecord(byte delimiter)
{
    private readonly SearchValues<byte> _ends = SearchValues.Create([delimiter, (byte)'\n']);
    private Cell[] _cells = new Cell[16];
    private byte[] _unescaped = [];

    public int Count { get; private set; }

    /// <summary>Bytes of the first record, its line end included; 0 when no line end stands outside quotes.</summary>
    public static int Length(ReadOnlySpan<byte> bytes, byte delimiter)
    {
        for (var at = 0; at < bytes.Length;)
        {
            if (bytes[at] == '"' && EndOfQuoted(bytes, at) is var end)
            {
                if (end < 0) return 0;
                at = end;
            }

            var stop = bytes[at..].IndexOfAny(delimiter, (byte)'\n');
            if (stop < 0) return 0;
            at += stop + 1;
            if (bytes[at - 1] == '\n') return at;
        }

        return 0;
    }

    /// <summary>Finds the cells of the first record. Gives its bytes, line end included, and the reason when it breaks the rules.</summary>
    public int Read(ReadOnlySpan<byte> bytes, out string? reason)
    {
        (Count, reason) = (0, null);
        for (var at = 0; ;)
        {
            var begin = at;
            var quoted = at < bytes.Length && bytes[at] == '"';
            if (quoted && (at = EndOfQuoted(bytes, at)) < 0)
            {
                reason = $"a quote is never closed: it begins cell {Count + 1}";
                return bytes.Length;
            }

            var closed = at;
            var stop = bytes[at..].IndexOfAny(_ends);
            at = stop < 0 ? bytes.Length : at + stop;
            var isLast = at == bytes.Length || bytes[at] == '\n';
            var end = isLast && at > closed && bytes[at - 1] == '\r' ? at - 1 : at;
            if (quoted && end != closed) reason ??= $"a cell goes on behind its closing quote: cell {Count + 1}";
            Add(new Cell(begin, quoted ? closed : end, quoted));
            at = Math.Min(at + 1, bytes.Length);
            if (isLast) return at;
        }
    }

    public bool IsQuoted(int cell) => _cells[cell].IsQuoted;

    /// <summary>A cell's text without its quotes. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Text(ReadOnlySpan<byte> bytes, int cell)
    {
        var (begin, end, quoted) = _cells[cell];
        if (!quoted) return bytes[begin..end];
        var inner = bytes[(begin + 1)..(end - 1)];
        if (!inner.Contains((byte)'"')) return inner;
        if (_unescaped.Length < inner.Length) _unescaped = new byte[inner.Length * 2];
        var length = 0;
        for (var i = 0; i < inner.Length; i++)
        {
            _unescaped[length++] = inner[i];
            if (inner[i] == '"') i++;
        }

        return _unescaped.AsSpan(0, length);
    }

    /// <summary>Behind the closing quote of a cell that begins with one; -1 when there is none.</summary>
    private static int EndOfQuoted(ReadOnlySpan<byte> bytes, int at)
    {
        for (at++; ; at += 2)
        {
            var quote = bytes[at..].IndexOf((byte)'"');
            if (quote < 0) return -1;
            at += quote;
            if (at + 1 >= bytes.Length || bytes[at + 1] != '"') return at + 1;
        }
    }

    private void Add(Cell cell)
    {
        if (Count == _cells.Length) Array.Resize(ref _cells, Count * 2);
        _cells[Count++] = cell;
    }

    private readonly record struct Cell(int Begin, int End, bool IsQuoted);
}
