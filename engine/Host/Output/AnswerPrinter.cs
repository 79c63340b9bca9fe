using System.Globalization;
using System.Text.Json;
using StreamGuard.Contracts;

namespace StreamGuard.Host.Output;

/// <summary>How an answer in rows is printed.</summary>
internal enum AnswerFormat
{
    Table,
    Json,
    Csv,
}

/// <summary>Prints the rows of an answer as they come; a table's when all are there.</summary>
internal sealed class AnswerPrinter(AnswerFormat format, TextWriter output)
{
    public void Print(IQueryAnswer answer)
    {
        switch (format)
        {
            case AnswerFormat.Json: PrintJson(answer); break;
            case AnswerFormat.Csv: PrintCsv(answer); break;
            default: PrintTable(answer); break;
        }
    }

    /// <summary>Lines of aligned cells, numbers to the right; the last says how many rows there are.</summary>
    private void PrintTable(IQueryAnswer answer)
    {
        var rows = new List<string[]>();
        while (answer.Next() is { } row) rows.Add(Array.ConvertAll(row, Printable.Cell));
        var titles = answer.Columns.Select(column => Printable.Cell(column.Name)).ToArray();
        var widths = titles.Select((title, i) => rows.Select(row => row[i].Length).Append(title.Length).Max()).ToArray();
        foreach (var row in rows.Prepend([.. widths.Select(width => new string('-', width))]).Prepend(titles))
        {
            var cells = row.Select((cell, i) => answer.Columns[i].Kind == QueryKind.Number ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]));
            output.WriteLine(string.Join("  ", cells).TrimEnd());
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"({rows.Count} {(rows.Count == 1 ? "row" : "rows")})"));
    }

    /// <summary>One array of objects, one a line; a number that JSON does not have is null.</summary>
    private void PrintJson(IQueryAnswer answer)
    {
        var names = answer.Columns.Select(column => JsonEncodedText.Encode(column.Name)).ToArray();
        var between = "[\n";
        while (answer.Next() is { } row)
        {
            output.Write($"{between}  {{ {string.Join(", ", row.Select((cell, i) => $"\"{names[i]}\": {Json(cell, answer.Columns[i].Kind)}"))} }}");
            between = ",\n";
        }

        output.WriteLine(between == "[\n" ? "[]" : "\n]");
    }

    /// <summary>As RFC 4180 has it: a null is an empty cell, an empty text a quoted one.</summary>
    private void PrintCsv(IQueryAnswer answer)
    {
        output.WriteLine(string.Join(',', answer.Columns.Select(column => Csv(column.Name))));
        while (answer.Next() is { } row) output.WriteLine(string.Join(',', row.Select(Csv)));
    }

    private static string Json(string? cell, QueryKind kind) => cell switch
    {
        null => "null",
        _ when kind == QueryKind.Number => cell is "NaN" or "Infinity" or "-Infinity" or "nan" or "inf" or "-inf" ? "null" : cell,
        _ when kind is QueryKind.Bool or QueryKind.Json => cell,
        _ => $"\"{JsonEncodedText.Encode(cell)}\"",
    };

    private static string Csv(string? cell)
    {
        if (cell is null) return "";
        return cell.Length > 0 && cell.AsSpan().IndexOfAny(",\"\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
