using StreamGuard.Contracts;
using StreamGuard.Core.Decoders.Text;

namespace StreamGuard.Core.Decoders.Matrix;

/// <summary>Cuts at lines, counts them, since a line's number says when its cycle began, and learns from the first one.</summary>
internal sealed class MatrixFramer(MatrixOptions options) : Framer
{
    private readonly LineFramer _lines = new(counts: true);
    private MatrixLayout? _layout;

    public override object? Header => _layout;

    public override long NextRecord => _lines.NextRecord;

    public override int Cut(ReadOnlySpan<byte> bytes, bool atEnd)
    {
        var end = _lines.Cut(bytes, atEnd);
        if (end > 0) _layout ??= Learn(bytes[..end]);
        return end;
    }

    public override void Skip() => _lines.Skip();

    private MatrixLayout Learn(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        var line = (end < 0 ? bytes : bytes[..end]).TrimEnd((byte)'\r');
        var delimiter = options.Delimiter ?? (line.Contains((byte)'\t') ? Delimiter.Tab : Delimiter.Comma);
        var first = line.IndexOf(delimiter.Byte());
        var hasHeader = options.Header ?? !Cells.TryFloat(first < 0 ? line : line[..first], out _);
        return new MatrixLayout(delimiter.Byte(), hasHeader, line.Count(delimiter.Byte()) + 1);
    }
}
