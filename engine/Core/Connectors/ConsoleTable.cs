using System.Buffers;
using System.Globalization;
using System.Text;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Connectors;

/// <summary>
/// Lays rows out as a table: widths from the rows of the first batch, widened when a later row needs it; a header at
/// first, every 30 rows and whenever widths change; a cell takes half of the line at most; columns that do not fit the
/// line are left out and named below the first header.
/// </summary>
internal sealed class ConsoleTable(Schema schema, int lineWidth)
{
    private const int RowsPerHeader = 30;
    private const int NarrowestText = 12;
    private const string Gap = "  ";

    private readonly int _widestCell = Math.Max(NarrowestText, lineWidth / 2);
    private readonly int[] _widths = [.. schema.Fields.Select(field => Math.Max(field.Name.Length, field.Type.IsText ? NarrowestText : 0))];
    private readonly ArrayBufferWriter<byte> _list = new();
    private int _rowsToHeader;
    private bool _hiddenAreNamed;

    /// <summary>Appends the first rows of a batch as whole lines.</summary>
    public void Write(Batch batch, int rows, StringBuilder output)
    {
        var cells = new string[rows][];
        for (var row = 0; row < rows; row++) cells[row] = [.. Enumerable.Range(0, schema.Count).Select(column => Cell(batch[column], row))];
        if (Widen(cells)) _rowsToHeader = 0;
        foreach (var line in cells)
        {
            if (_rowsToHeader-- == 0) WriteHeader(output);
            WriteLine(line, output);
        }
    }

    private bool Widen(string[][] cells)
    {
        var widened = false;
        for (var column = 0; column < _widths.Length; column++)
        {
            var needed = cells.Max(line => line[column].Length);
            if (needed <= _widths[column]) continue;
            _widths[column] = needed;
            widened = true;
        }

        return widened;
    }

    private void WriteHeader(StringBuilder output)
    {
        _rowsToHeader = RowsPerHeader - 1;
        var shown = Shown();
        WriteLine([.. schema.Names], output);
        WriteLine([.. _widths.Select(width => new string('─', width))], output);
        if (shown == schema.Count || _hiddenAreNamed) return;
        _hiddenAreNamed = true;
        var note = $"(too wide to show: {string.Join(", ", schema.Names.Skip(shown))})";
        output.Append(note.Length <= lineWidth ? note : $"{note[..Math.Max(0, lineWidth - 2)]}…)").Append('\n');
    }

    private void WriteLine(string[] cells, StringBuilder output)
    {
        var shown = Shown();
        for (var column = 0; column < shown; column++)
        {
            var width = Math.Min(_widths[column], lineWidth);
            var cell = cells[column].Length > width ? cells[column][..width] : cells[column];
            if (column > 0) output.Append(Gap);
            if (schema[column].Type.IsNumber) output.Append(cell.PadLeft(width));
            else if (column < shown - 1) output.Append(cell.PadRight(width));
            else output.Append(cell);
        }

        output.Append('\n');
    }

    /// <summary>How many columns fit beside each other; at least one.</summary>
    private int Shown()
    {
        var used = _widths[0];
        var shown = 1;
        while (shown < _widths.Length && (used += Gap.Length + _widths[shown]) <= lineWidth) shown++;
        return shown;
    }

    private string Cell(Column column, int row)
    {
        if (column.IsNull(row)) return "";
        if (column is FixedColumn<double> floats) return Number(floats.Values[row]);
        _list.ResetWrittenCount();
        if (column is TextColumn text) _list.Write(text[row]);
        else if (column is ListColumn) RowJson.WriteValue(column, row, _list);
        else ValueText.Write(column, row, _list);
        return Shorten(Encoding.UTF8.GetString(_list.WrittenSpan));
    }

    /// <summary>Six significant digits: enough to see, and columns stay narrow.</summary>
    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);

    /// <summary>Text comes from anywhere: what would move the cursor or change colours is not sent to a terminal.</summary>
    private string Shorten(string text)
    {
        if (text.Any(char.IsControl)) text = string.Concat(text.Select(character => char.IsControl(character) ? '·' : character));
        return text.Length <= _widestCell ? text : text[..(_widestCell - 1)] + "…";
    }
}
