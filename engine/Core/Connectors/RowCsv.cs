using System.Buffers;
using System.Text;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Connectors;

/// <summary>
/// Writes rows as CSV (RFC 4180, lines end in a line feed): the names of the columns, then a line a row. A null is an
/// empty cell and an empty text a quoted one; a text with a comma, a quote or a line's end is quoted; a list is JSON.
/// </summary>
internal sealed class RowCsv : IRowFormat
{
    private static readonly SearchValues<byte> Quoted = SearchValues.Create(",\"\r\n"u8);

    private readonly ArrayBufferWriter<byte> _list = new();

    public RowCsv(Schema schema)
    {
        var header = new ArrayBufferWriter<byte>();
        for (var i = 0; i < schema.Count; i++)
        {
            if (i > 0) header.Write(","u8);
            WriteText(Encoding.UTF8.GetBytes(schema[i].Name), header);
        }

        header.Write("\n"u8);
        Header = header.WrittenMemory;
    }

    public string Extension => ".csv";

    public ReadOnlyMemory<byte> Header { get; }

    public void Write(Batch batch, int row, IBufferWriter<byte> output)
    {
        for (var i = 0; i < batch.Columns.Length; i++)
        {
            if (i > 0) output.Write(","u8);
            if (!batch[i].IsNull(row)) WriteValue(batch[i], row, output);
        }
    }

    private void WriteValue(Column column, int row, IBufferWriter<byte> output)
    {
        if (column is TextColumn text)
        {
            WriteText(text[row], output);
        }
        else if (column is ListColumn)
        {
            _list.ResetWrittenCount();
            RowJson.WriteValue(column, row, _list);
            WriteText(_list.WrittenSpan, output);
        }
        else
        {
            ValueText.Write(column, row, output);
        }
    }

    private static void WriteText(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        if (!text.IsEmpty && !text.ContainsAny(Quoted))
        {
            output.Write(text);
            return;
        }

        output.Write("\""u8);
        while (text.IndexOf((byte)'"') is >= 0 and var quote)
        {
            output.Write(text[..(quote + 1)]);
            output.Write("\""u8);
            text = text[(quote + 1)..];
        }

        output.Write(text);
        output.Write("\""u8);
    }
}
