namespace StreamGuard.Core.Testing;

/// <summary>
/// Writes what came into a test file in place of what was expected. Lines of rows that held stay as they are, comments
/// included, and so does everything around them.
/// </summary>
internal static class ExpectationWriter
{
    /// <summary>The file's text with the rows of each check that does not hold replaced.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="checks">All checks of the file.</param>
    /// <param name="refused">Components whose expectation stands in a line with other things, so that it was left.</param>
    public static string Update(string text, IEnumerable<ExpectationCheck> checks, ICollection<string> refused)
    {
        var lines = text.Split('\n').ToList();
        // From the end of the file on, so that the places before stay true.
        foreach (var check in checks.Where(check => !check.Holds).OrderByDescending(check => check.Expectation.RowsAt))
            if (!Replace(lines, check)) refused.Add(check.Expectation.Component);
        return string.Join('\n', lines);
    }

    private static bool Replace(List<string> lines, ExpectationCheck check)
    {
        var at = check.Expectation.RowsAt;
        var (key, indent) = (at.Line - 1, at.Column - 1);
        var colon = lines[key].IndexOf(':', indent);
        if (colon < 0 || lines[key].AsSpan(0, indent).ContainsAnyExcept(' ')) return false;
        var end = BlockEnd(lines, key, indent);
        var block = Render(lines, check, indent + 2, end);
        var written = lines[key][..(colon + 1)];
        lines.RemoveRange(key, end - key);
        lines.InsertRange(key, block.Count == 0 ? [written + " []"] : [written, .. block]);
        return true;
    }

    /// <summary>The line behind the key's value: the first with content that is not below the key.</summary>
    private static int BlockEnd(List<string> lines, int key, int indent)
    {
        var end = key + 1;
        for (var line = key + 1; line < lines.Count; line++)
        {
            var content = lines[line].AsSpan().TrimStart(' ');
            if (content.Trim().IsEmpty || content[0] == '#') continue;
            var depth = lines[line].Length - content.Length;
            if (depth < indent || (depth == indent && content[0] != '-')) break;
            end = line + 1;
        }

        return end;
    }

    private static List<string> Render(List<string> lines, ExpectationCheck check, int indent, int end)
    {
        var kept = new Dictionary<int, IEnumerable<string>>();
        for (var row = 0; row < check.Expected.Count; row++)
            if (check.Matches[row] >= 0 && Lines(lines, check, row, end) is { } same) kept[check.Matches[row]] = same;

        var block = new List<string>();
        for (var row = 0; row < check.Came.Count; row++)
        {
            if (kept.TryGetValue(row, out var same)) block.AddRange(same);
            else block.Add($"{new string(' ', indent)}- {YamlRow.Format(check.Came[row], check.Schema, check.Columns)}");
        }

        return block;
    }

    /// <summary>The lines of an expected row, when they hold nothing else.</summary>
    private static List<string>? Lines(List<string> lines, ExpectationCheck check, int row, int end)
    {
        var first = check.Expected[row].Location.Line - 1;
        var next = row + 1 < check.Expected.Count ? check.Expected[row + 1].Location.Line - 1 : end;
        if (next <= first || !lines[first].TrimStart(' ').StartsWith('-')) return null;
        return lines.GetRange(first, next - first);
    }
}
