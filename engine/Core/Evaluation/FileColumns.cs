using System.Globalization;
using System.Text;
using System.Text.Json;
using StreamGuard.Core.Connectors.Files;

namespace StreamGuard.Core.Evaluation;

/// <summary>Columns of a file of rows, found by looking at its first ones: for files that nobody has written a pipeline for.</summary>
internal static class FileColumns
{
    private const int LookedAt = 1 << 20;

    /// <summary>Columns and their types in a file of JSON lines or CSV, packed or not.</summary>
    /// <exception cref="EvaluationException">It holds no rows.</exception>
    public static IReadOnlyList<(string Name, string Type)> Of(string path, bool isCsv)
    {
        var lines = FirstLines(path);
        if (lines.Count == 0) throw new EvaluationException($"'{path}' holds no rows");
        var cells = new Dictionary<string, List<string>>();
        if (isCsv) Csv(lines, cells);
        else foreach (var line in lines) Json(path, line, cells);
        return [.. cells.Select(column => (column.Key, TypeOf(column.Value)))];
    }

    private static void Json(string path, string line, Dictionary<string, List<string>> cells)
    {
        try
        {
            using var row = JsonDocument.Parse(line);
            if (row.RootElement.ValueKind != JsonValueKind.Object) throw new EvaluationException($"'{path}' is no file of JSON objects, a line each");
            foreach (var field in row.RootElement.EnumerateObject())
            {
                if (!cells.TryGetValue(field.Name, out var known)) cells[field.Name] = known = [];
                known.Add(field.Value.ValueKind switch
                {
                    JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => field.Value.GetRawText(),
                    JsonValueKind.Null => "",
                    JsonValueKind.String => "text",
                    _ => "nested",
                });
            }
        }
        catch (JsonException broken)
        {
            throw new EvaluationException($"'{path}' is no file of JSON objects, a line each: {broken.Message}");
        }
    }

    /// <summary>What is quoted is text; a cell that holds a comma only moves those behind it, which the decoder reads rightly.</summary>
    private static void Csv(List<string> lines, Dictionary<string, List<string>> cells)
    {
        var names = lines[0].Split(',').Select(name => name.Trim('"')).ToArray();
        foreach (var name in names) cells[name] = [];
        foreach (var line in lines.Skip(1))
            foreach (var (name, cell) in names.Zip(line.Split(','))) cells[name].Add(cell);
    }

    private static string TypeOf(List<string> cells)
    {
        var filled = cells.Where(cell => cell.Length > 0).ToList();
        if (filled.Count == 0) return "string";
        if (filled.TrueForAll(cell => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _))) return "float";
        if (filled.TrueForAll(cell => cell is "true" or "false")) return "bool";
        return filled.Contains("nested") ? "json" : "string";
    }

    private static List<string> FirstLines(string path)
    {
        using var file = InputFile.Open(path, 0);
        var bytes = new byte[LookedAt];
        var length = 0;
        for (int read; length < bytes.Length && (read = file.Read(bytes.AsSpan(length), length)) > 0;) length += read;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        // The last line may be cut off where the file goes on.
        if (length == bytes.Length) text = text[..(text.LastIndexOf('\n') + 1)];
        return [.. text.TrimStart('\uFEFF').Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0).Take(1001)];
    }
}
