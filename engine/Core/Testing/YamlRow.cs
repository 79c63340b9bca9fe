using System.Globalization;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Testing;

/// <summary>Writes rows as a test file has them: one flow map a row, every value readable again as its column's type.</summary>
internal static class YamlRow
{
    /// <summary><c>{ window_start: 2025-11-08T14:30:45.000Z, n: 3 }</c>: the columns given, in that order.</summary>
    public static string Format(object?[] row, Schema schema, IEnumerable<int> columns)
    {
        var cells = columns.Select(column => $"{Text(schema[column].Name)}: {Value(row[column])}");
        return $"{{ {string.Join(", ", cells)} }}";
    }

    public static string Value(object? value) => value switch
    {
        null => "null",
        bool truth => truth ? "true" : "false",
        double.NaN => ".nan",
        double.PositiveInfinity => ".inf",
        double.NegativeInfinity => "-.inf",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        DateTime time => Timestamps.Format(Timestamps.FromDateTime(time)),
        IReadOnlyList<object?> list => $"[{string.Join(", ", list.Select(Value))}]",
        string text => Text(text),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>Plain where YAML reads it back as the same text, else in single quotes.</summary>
    private static string Text(string text)
    {
        var plain = text.Length > 0 && text is not ("null" or "Null" or "NULL") && char.IsAsciiLetter(text[0])
            && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.' or '/');
        if (plain) return text;
        if (!text.AsSpan().ContainsAny('\n', '\r', '\t')) return $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal);
        return $"\"{escaped}\"";
    }
}
