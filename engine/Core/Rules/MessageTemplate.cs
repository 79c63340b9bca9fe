using System.Buffers;
using System.Globalization;
using System.Text;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Rules;

/// <summary>
/// Text with values of the row in it: <c>{column}</c> or <c>{column:format}</c> with a .NET format, invariant
/// culture; <c>{{</c> and <c>}}</c> stand for braces. A null is written "null".
/// </summary>
internal sealed class MessageTemplate(IReadOnlyList<MessageTemplate.Part> parts)
{
    private readonly ArrayBufferWriter<byte> _text = new();

    public void AppendTo(TextBuilder output, Batch batch, int row)
    {
        _text.ResetWrittenCount();
        foreach (var part in parts)
        {
            if (part.Column < 0) _text.Write(part.Literal);
            else WriteValue(batch[part.Column], row, part.Format);
        }

        output.Append(_text.WrittenSpan);
    }

    /// <summary>Why the format does not fit the type; null when it does.</summary>
    public static string? WhyNot(ColumnType type, string format)
    {
        try
        {
            _ = type.Kind switch
            {
                Kind.Float => 0.5.ToString(format, CultureInfo.InvariantCulture),
                Kind.Int => 1L.ToString(format, CultureInfo.InvariantCulture),
                Kind.Timestamp => DateTime.UnixEpoch.ToString(format, CultureInfo.InvariantCulture),
                Kind.Duration => TimeSpan.Zero.ToString(format, CultureInfo.InvariantCulture),
                _ => throw new FormatException(),
            };
            return null;
        }
        catch (FormatException)
        {
            return type.IsNumber || type.Kind is Kind.Timestamp or Kind.Duration
                ? $"that is no format for {type} values"
                : $"{type} values take no format";
        }
    }

    private void WriteValue(Column column, int row, string? format)
    {
        if (column.IsNull(row)) _text.Write("null"u8);
        else if (column is TextColumn text) _text.Write(text[row]);
        else if (column is FixedColumn<double> floats) Write(floats.Values[row], format);
        else if (column is FixedColumn<bool> bools) _text.Write(bools.Values[row] ? "true"u8 : "false"u8);
        else if (column is FixedColumn<long> ints) WriteInt(ints.Type.Kind, ints.Values[row], format);
        else WriteList((ListColumn)column, row);
    }

    private void WriteInt(Kind kind, long value, string? format)
    {
        if (kind == Kind.Int) Write(value, format);
        else if (format is null) Write(kind == Kind.Timestamp ? Timestamps.Format(value) : Duration.FromMicroseconds(value).ToString());
        else if (kind == Kind.Timestamp) Write(Timestamps.ToDateTime(value), format);
        else Write(TimeSpan.FromMicroseconds(value), format);
    }

    private void WriteList(ListColumn list, int row)
    {
        _text.Write("["u8);
        for (var item = list.Offsets[row]; item < list.Offsets[row + 1]; item++)
        {
            if (item > list.Offsets[row]) _text.Write(", "u8);
            WriteValue(list.Items, item, null);
        }

        _text.Write("]"u8);
    }

    private void Write<T>(T value, string? format) where T : IUtf8SpanFormattable
    {
        for (var room = 64; ; room *= 2)
        {
            if (!value.TryFormat(_text.GetSpan(room), out var written, format, CultureInfo.InvariantCulture)) continue;
            _text.Advance(written);
            return;
        }
    }

    private void Write(string text) => _text.Write(Encoding.UTF8.GetBytes(text));

    /// <summary>A piece of text, or a column's value.</summary>
    /// <param name="Literal">UTF-8 text; empty for a column.</param>
    /// <param name="Column">The column's place; -1 for text.</param>
    /// <param name="Format">A .NET format, or null.</param>
    internal sealed record Part(byte[] Literal, int Column, string? Format);
}
