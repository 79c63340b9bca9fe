using System.Text;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Decoders.Csv;

/// <summary>Cuts at line ends that stand outside quotes, and learns from the first record unless it is told.</summary>
internal sealed class CsvFramer(CsvOptions options, CsvHeader? header = null) : Framer
{
    private readonly byte _delimiter = options.Delimiter.Byte();
    private readonly bool _counts = options.Rows is not null;
    private CsvHeader? _header = header;
    private long _records;

    public override object? Header => _header;

    public override long NextRecord => _counts ? _records : -1;

    public override int Cut(ReadOnlySpan<byte> bytes, bool atEnd)
    {
        var end = atEnd ? bytes.Length : EndOfLast(bytes);
        if (end == 0) return 0;
        if (_counts) _records += Count(bytes[..end]);
        if (_header is null) _header = Learn(bytes[..end]);
        else if (_header.IsHere) _header = _header with { IsHere = false };
        return end;
    }

    public override void Skip() => _records++;

    private long Count(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.Contains((byte)'"')) return bytes.Count((byte)'\n') + (bytes[^1] == '\n' ? 0 : 1);
        var count = 0L;
        for (var at = 0; at < bytes.Length; count++)
        {
            // What has no end is the last record.
            var length = CsvRecord.Length(bytes[at..], _delimiter);
            at = length == 0 ? bytes.Length : at + length;
        }

        return count;
    }

    private int EndOfLast(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.Contains((byte)'"')) return bytes.LastIndexOf((byte)'\n') + 1;
        var end = 0;
        while (CsvRecord.Length(bytes[end..], _delimiter) is > 0 and var length) end += length;
        return end;
    }

    private CsvHeader Learn(ReadOnlySpan<byte> bytes)
    {
        var record = new CsvRecord(_delimiter);
        record.Read(bytes, out _);
        if (!options.Header) return new CsvHeader(record.Count, null, false);
        var names = new string[record.Count];
        for (var cell = 0; cell < names.Length; cell++) names[cell] = Encoding.UTF8.GetString(record.Text(bytes, cell));
        return new CsvHeader(names.Length, names, true);
    }
}
