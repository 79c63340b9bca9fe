using System.Globalization;
using System.Text.Json;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.DuckDb.Questions;

/// <summary>Values that come as the texts of an answer, read as values of a column.</summary>
internal static class AnsweredText
{
    /// <summary>What to ask for in place of an expression: items of a list as texts, for a list comes as JSON, which has no NaN.</summary>
    public static string Sql(ColumnType type, string expression) =>
        type.Kind == Kind.List ? $"list_transform({expression}, item -> CAST(item AS VARCHAR))" : expression;

    /// <param name="column">Gets the value.</param>
    /// <param name="text">As <see cref="AnswerColumns.Text"/> gives it, of what <see cref="Sql"/> asks for; timestamps and durations in microseconds.</param>
    public static void Append(ColumnBuilder column, string? text)
    {
        if (text is null)
        {
            column.AppendNull();
            return;
        }

        switch (column)
        {
            case FixedBuilder<bool> bools:
                bools.Append(text == "true");
                break;
            case FixedBuilder<long> numbers:
                numbers.Append(long.Parse(text, CultureInfo.InvariantCulture));
                break;
            case FixedBuilder<double> floats:
                floats.Append(Float(text));
                break;
            case ListBuilder list:
                foreach (var item in JsonSerializer.Deserialize(text, WireJson.Default.StringArray)!) Append(list.Items, item);
                list.CloseRow();
                break;
            default:
                ((TextBuilder)column).Append(text);
                break;
        }
    }

    // DuckDB and .NET name them differently.
    private static double Float(string text) => text switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };
}
