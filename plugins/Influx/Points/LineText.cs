using System.Buffers;
using System.Text;

namespace StreamGuard.Plugins.Influx.Points;

/// <summary>
/// Texts in line protocol. It has no escape for a backslash outside of quotes: one that stands before a character which is
/// escaped, or at the end, cannot be written so that it is read as it was, nor can a line break
/// (github.com/influxdata/telegraf/issues/3004; what InfluxDB 1.6.7 reads back was tried letter by letter).
/// </summary>
internal static class LineText
{
    private static readonly SearchValues<byte> OfTag = SearchValues.Create(", =\\\n"u8);
    private static readonly SearchValues<byte> OfMeasurement = SearchValues.Create(", \\\n#\t\0"u8);
    private static readonly SearchValues<byte> OfQuoted = SearchValues.Create("\"\\"u8);

    /// <summary>Appends a tag's value.</summary>
    /// <returns>Why it cannot be written; null when it was.</returns>
    public static string? AppendTag(ReadOnlySpan<byte> value, LineBuffer line)
    {
        if (value.IndexOfAny(OfTag) < 0)
        {
            line.Append(value);
            return null;
        }

        return Lost(value, ", ="u8) ?? Escape(value, ", ="u8, line);
    }

    /// <summary>The same for a measurement, which is not empty.</summary>
    public static string? AppendMeasurement(ReadOnlySpan<byte> value, LineBuffer line)
    {
        if (value.IndexOfAny(OfMeasurement) < 0)
        {
            line.Append(value);
            return null;
        }

        return LostName(value) ?? Escape(value, ", "u8, line);
    }

    /// <summary>The same for the name of a tag or field.</summary>
    public static string? AppendName(string name, LineBuffer line)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        return LostName(bytes) ?? Escape(bytes, ", ="u8, line);
    }

    /// <summary>Appends a text of a field, with its quotes.</summary>
    public static void AppendQuoted(ReadOnlySpan<byte> value, LineBuffer line)
    {
        line.Append("\""u8);
        while (value.IndexOfAny(OfQuoted) is >= 0 and var at)
        {
            line.Append(value[..at]);
            line.Append("\\"u8);
            line.Append(value.Slice(at, 1));
            value = value[(at + 1)..];
        }

        line.Append(value);
        line.Append("\""u8);
    }

    private static string? LostName(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty) return "is empty";
        if (name[0] is (byte)'#' or (byte)'\t' or 0) return "begins with #, a tab or NUL";
        return Lost(name, ", =\""u8);
    }

    private static string? Lost(ReadOnlySpan<byte> value, ReadOnlySpan<byte> escaped)
    {
        if (value.Contains((byte)'\n')) return "has a line break";
        while (value.IndexOf((byte)'\\') is >= 0 and var at)
        {
            value = value[(at + 1)..];
            if (value.IsEmpty) return "ends with a backslash";
            if (escaped.Contains(value[0])) return $"has a backslash before {(value[0] == ' ' ? "a blank" : (char)value[0])}";
        }

        return null;
    }

    private static string? Escape(ReadOnlySpan<byte> value, ReadOnlySpan<byte> escaped, LineBuffer line)
    {
        while (value.IndexOfAny(escaped) is >= 0 and var at)
        {
            line.Append(value[..at]);
            line.Append("\\"u8);
            line.Append(value.Slice(at, 1));
            value = value[(at + 1)..];
        }

        line.Append(value);
        return null;
    }
}
