using StreamGuard.Contracts;

namespace StreamGuard.Core.Decoders;

/// <summary>A record is a line. Counts lines only when asked, since that means to look at every byte.</summary>
/// <param name="counts">Numbers of records matter.</param>
/// <param name="nullRecord">See <see cref="Framer.NullRecord"/>.</param>
internal sealed class LineFramer(bool counts = false, byte[]? nullRecord = null) : Framer
{
    private long _lines;

    public override long NextRecord => counts ? _lines : -1;

    public override ReadOnlySpan<byte> NullRecord => nullRecord;

    public override int Cut(ReadOnlySpan<byte> bytes, bool atEnd)
    {
        var end = atEnd ? bytes.Length : bytes.LastIndexOf((byte)'\n') + 1;
        if (counts && end > 0)
        {
            _lines += bytes[..end].Count((byte)'\n');
            if (bytes[end - 1] != '\n') _lines++;
        }

        return end;
    }

    public override void Skip() => _lines++;
}
