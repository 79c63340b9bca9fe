using System.Buffers;
using System.Buffers.Text;
using System.Text;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Connectors;

/// <summary>
/// Values as UTF-8 text, the same in every format: floats as short as reads back exactly, timestamps in ISO 8601 with
/// Z, durations as 250ms or 5s. Texts and lists are written by the formats themselves.
/// </summary>
internal static class ValueText
{
    // The longest are durations in microseconds and timestamps with six decimals.
    private const int LongestNumber = 40;

    /// <summary>Appends the value of a row that is not null, of a column of bool, number, time or duration.</summary>
    public static void Write(Column column, int row, IBufferWriter<byte> output)
    {
        switch (column.Type.Kind)
        {
            case Kind.Bool:
                output.Write(((FixedColumn<bool>)column).Values[row] ? "true"u8 : "false"u8);
                break;
            case Kind.Float:
                Write(((FixedColumn<double>)column).Values[row], output);
                break;
            case Kind.Timestamp:
                var time = output.GetSpan(LongestNumber);
                output.Advance(Timestamps.Format(((FixedColumn<long>)column).Values[row], time));
                break;
            case Kind.Duration:
                var duration = Duration.FromMicroseconds(((FixedColumn<long>)column).Values[row]).ToString();
                output.Advance(Encoding.UTF8.GetBytes(duration, output.GetSpan(LongestNumber)));
                break;
            default:
                Utf8Formatter.TryFormat(((FixedColumn<long>)column).Values[row], output.GetSpan(LongestNumber), out var digits);
                output.Advance(digits);
                break;
        }
    }

    public static void Write(double value, IBufferWriter<byte> output)
    {
        Utf8Formatter.TryFormat(value, output.GetSpan(LongestNumber), out var written);
        output.Advance(written);
    }
}
