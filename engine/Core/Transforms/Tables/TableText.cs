namespace StreamGuard.Core.Transforms.Tables;

/// <summary>A cell: its bytes, and whether it was quoted.</summary>
internal readonly record struct Cell(byte[] Bytes, bool IsQuoted);

/// <summary>
/// Cuts a table's text into rows of cells by RFC 4180, for tables that are read once: plain code rather than fast.
/// </summary>
internal sealed class TableText(byte[] text, byte delimiter)
{
    private const byte Quote = (byte)'"';

    private readonly List<byte> _cell = [];
    private int _at = text.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;

    /// <summary>Where the row read last begins, counted from 1.</summary>
    public int Line { get; private set; }

    private int NextLine { get; set; } = 1;

    /// <summary>The next row that is not blank; null at the end.</summary>
    /// <exception cref="FormatException">A quote has no end, or text stands behind it.</exception>
    public List<Cell>? Next()
    {
        while (_at < text.Length)
        {
            Line = NextLine;
            var row = new List<Cell>();
            do row.Add(ReadCell());
            while (IsBehind(delimiter));
            EndLine();
            if (row is not [{ Bytes.Length: 0, IsQuoted: false }]) return row;
        }

        return null;
    }

    private Cell ReadCell()
    {
        if (_at < text.Length && text[_at] == Quote) return ReadQuoted();
        var rest = text.AsSpan(_at);
        var length = rest.IndexOfAny(delimiter, (byte)'\n');
        if (length < 0) length = rest.Length;
        _at += length;
        var cell = rest[..length];
        // A carriage return belongs to the line's end.
        if (_at == text.Length || text[_at] == '\n') cell = cell.TrimEnd((byte)'\r');
        return new Cell(cell.ToArray(), false);
    }

    private Cell ReadQuoted()
    {
        _cell.Clear();
        for (_at++; _at < text.Length; _at++)
        {
            if (text[_at] == Quote)
            {
                if (_at + 1 >= text.Length || text[_at + 1] != Quote) return EndQuoted();
                _at++;
            }

            if (text[_at] == '\n') NextLine++;
            _cell.Add(text[_at]);
        }

        throw new FormatException("a quote has no end");
    }

    private Cell EndQuoted()
    {
        _at++;
        if (_at < text.Length && text[_at] == '\r') _at++;
        if (_at < text.Length && text[_at] != delimiter && text[_at] != '\n') throw new FormatException("text stands behind the quote that ends a cell");
        return new Cell([.. _cell], true);
    }

    private bool IsBehind(byte separator)
    {
        if (_at >= text.Length || text[_at] != separator) return false;
        _at++;
        return true;
    }

    private void EndLine()
    {
        if (IsBehind((byte)'\n')) NextLine++;
    }
}
