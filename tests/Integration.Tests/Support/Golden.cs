using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace StreamGuard.Integration.Tests.Support;

/// <summary>Rows by column as text, null for a null: those of another engine's answer, and ours.</summary>
internal sealed record Rows(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyDictionary<string, string?>> All)
{
    /// <summary>A CSV file without quotes, as the golden ones are; <c>.xz</c> is unpacked by the program xz. An empty cell is null.</summary>
    public static Rows OfCsv(string path)
    {
        var lines = Text(path).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var columns = lines[0].Split(',');
        return new Rows(columns, [.. lines.Skip(1).Select(line => Row(columns, line.Split(',')))]);
    }

    /// <summary>JSON lines, as the program writes them.</summary>
    public static Rows OfJsonLines(string path)
    {
        var rows = Text(path).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(line)!).ToList();
        return new Rows(
            rows.Count == 0 ? [] : [.. rows[0].Keys],
            [.. rows.Select(row => row.ToDictionary(cell => cell.Key, cell => cell.Value.ValueKind == JsonValueKind.Null ? null : cell.Value.ToString()))]);
    }

    public static string Text(string path)
    {
        if (!path.EndsWith(".xz", StringComparison.Ordinal)) return File.ReadAllText(path);
        using var xz = Process.Start(new ProcessStartInfo("xz", ["-dc", path]) { RedirectStandardOutput = true })!;
        var text = xz.StandardOutput.ReadToEnd();
        xz.WaitForExit();
        return text;
    }

    private static Dictionary<string, string?> Row(string[] columns, string[] cells) =>
        columns.Zip(cells).ToDictionary(cell => cell.First, cell => cell.Second.Length == 0 ? null : cell.Second);
}

/// <summary>Compares cell by cell: floats within 1e-9 of the larger one (absolute below 1), everything else exactly.</summary>
internal static class Golden
{
    public static void AssertSame(Rows expected, Rows actual)
    {
        Assert.Equal(expected.All.Count, actual.All.Count);
        var differing = new List<string>();
        for (var row = 0; row < expected.All.Count; row++)
            foreach (var column in expected.Columns)
            {
                Assert.True(actual.All[row].ContainsKey(column), $"row {row} has no column {column}");
                var (want, got) = (expected.All[row][column], actual.All[row][column]);
                if (!SameCell(want, got)) differing.Add($"row {row} {column}: expected {want ?? "null"}, got {got ?? "null"}");
            }

        Assert.True(differing.Count == 0, $"{differing.Count} cells differ:\n{string.Join('\n', differing.Take(20))}");
    }

    private static bool SameCell(string? expected, string? actual)
    {
        if (expected == actual) return true;
        if (expected is null || actual is null || IsInteger(expected)) return false;
        if (!double.TryParse(expected, CultureInfo.InvariantCulture, out var want) || !double.TryParse(actual, CultureInfo.InvariantCulture, out var got)) return false;
        return Math.Abs(want - got) <= 1e-9 * Math.Max(1, Math.Max(Math.Abs(want), Math.Abs(got)));
    }

    private static bool IsInteger(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
}
