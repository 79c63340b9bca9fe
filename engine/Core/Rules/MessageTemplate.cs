using System.Buffers;
using System.Globalization;
using System.Text;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Rules;

/// <summary>A text's pieces, some of them values of the row.</summary>
/// <param name="parts">In order.</param>
/// <param name="columns">Names of the columns they read.</param>
internal sealed class MessageTemplate(IReadOnlyList<MessageTemplate.Part> parts, IReadOnlyCollection<string> columns) : IRowTemplate
{
    public IReadOnlyCollection<string> Columns => columns;

    public void AppendTo(IBufferWriter<byte> output, Batch batch, int row)
    {
        foreach (var part in parts)
        {
            if (part.Column < 0) output.Write(part.Literal);
            else WriteValue(output, batch[part.Column], row, part.Format);
        }
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

    private static void WriteValue(IBufferWriter<byte> output, Column column, int row, string? format)
    {
        if (column.IsNull(row)) output.Write("null"u8);
        else if (column is TextColumn text) output.Write(text[row]);
        else if (column is FixedColumn<double> floats) Write(output, floats.Values[row], format);
        else if (column is FixedColumn<bool> bools) output.Write(bools.Values[row] ? "true"u8 : "false"u8);
        else if (column is FixedColumn<long> ints) WriteInt(output, ints.Type.Kind, ints.Values[row], format);
        else WriteList(output, (ListColumn)column, row);
    }

    private static void WriteInt(IBufferWriter<byte> output, Kind kind, long value, string? format)
    {
        if (kind == Kind.Int) Write(output, value, format);
        else if (format is null) Write(output, kind == Kind.Timestamp ? Timestamps.Format(value) : Duration.FromMicroseconds(value).ToString());
        else if (kind == Kind.Timestamp) Write(output, Timestamps.ToDateTime(value), format);
        else Write(output, TimeSpan.FromMicroseconds(value), format);
    }

    private static void WriteList(IBufferWriter<byte> output, ListColumn list, int row)
    {
        output.Write("["u8);
        for (var item = list.Offsets[row]; item < list.Offsets[row + 1]; item++)
        {
            if (item > list.Offsets[row]) output.Write(", "u8);
            WriteValue(output, list.Items, item, null);
        }

        output.Write("]"u8);
    }

    private static void Write<T>(IBufferWriter<byte> output, T value, string? format) where T : IUtf8SpanFormattable
    {
        for (var room = 64; ; room *= 2)
        {
            if (!value.TryFormat(output.GetSpan(room), out var written, format, CultureInfo.InvariantCulture)) continue;
            output.Advance(written);
            return;
        }
    }

    private static void Write(IBufferWriter<byte> output, string text) => output.Write(Encoding.UTF8.GetBytes(text));

    /// <summary>A piece of text, or a column's value.</summary>
    /// <param name="Literal">UTF-8 text; empty for a column.</param>
    /// <param name="Column">The column's place; -1 for text.</param>
    /// <param name="Format">A .NET format, or null.</param>
    internal sealed record Part(byte[] Literal, int Column, string? Format);
}
