using System.Buffers;
using System.Text;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Connectors;

/// <summary>
/// Writes rows as JSON objects on one line each, a member a column in the schema's order: floats as short as reads
/// back exactly, timestamps in ISO 8601 with Z, durations as text, json as it was read, null and what JSON has no
/// number for (NaN, infinity) as null.
/// </summary>
internal sealed class RowJson : IRowFormat
{
    private readonly byte[][] _names;

    public RowJson(Schema schema) => _names = [.. schema.Names.Select(Name)];

    public string Extension => ".jsonl";

    public ReadOnlyMemory<byte> Header => default;

    /// <summary>Appends the object, without a line's end.</summary>
    public void Write(Batch batch, int row, IBufferWriter<byte> output)
    {
        output.Write("{"u8);
        for (var i = 0; i < _names.Length; i++)
        {
            // A name brings its quotes and colon, and the comma before it unless it is the first.
            output.Write(i == 0 ? _names[i].AsSpan(1) : _names[i]);
            WriteValue(batch[i], row, output);
        }

        output.Write("}"u8);
    }

    /// <summary>Appends one value as JSON.</summary>
    public static void WriteValue(Column column, int row, IBufferWriter<byte> output)
    {
        if (column.IsNull(row))
        {
            output.Write("null"u8);
            return;
        }

        switch (column.Type.Kind)
        {
            case Kind.Float:
                WriteFloat(((FixedColumn<double>)column).Values[row], output);
                break;
            case Kind.String:
                JsonText.WriteString(((TextColumn)column)[row], output);
                break;
            case Kind.Json:
                JsonText.WriteRaw(((TextColumn)column)[row], output);
                break;
            case Kind.List:
                WriteList((ListColumn)column, row, output);
                break;
            case Kind.Timestamp or Kind.Duration:
                output.Write("\""u8);
                ValueText.Write(column, row, output);
                output.Write("\""u8);
                break;
            default:
                ValueText.Write(column, row, output);
                break;
        }
    }

    private static void WriteFloat(double value, IBufferWriter<byte> output)
    {
        if (double.IsFinite(value)) ValueText.Write(value, output);
        else output.Write("null"u8);
    }

    private static void WriteList(ListColumn list, int row, IBufferWriter<byte> output)
    {
        output.Write("["u8);
        for (var item = list.Offsets[row]; item < list.Offsets[row + 1]; item++)
        {
            if (item > list.Offsets[row]) output.Write(","u8);
            WriteValue(list.Items, item, output);
        }

        output.Write("]"u8);
    }

    private static byte[] Name(string name)
    {
        var output = new ArrayBufferWriter<byte>();
        output.Write(","u8);
        JsonText.WriteString(Encoding.UTF8.GetBytes(name), output);
        output.Write(":"u8);
        return output.WrittenSpan.ToArray();
    }
}
