using System.Text;

namespace StreamGuard.Host.Output;

/// <summary>Lines of aligned cells: the first column to the left, all others to the right.</summary>
internal sealed class TextTable(params string[] titles)
{
    private readonly List<string[]> _rows = [titles];

    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>The lines; a column whose cells below the title are all "0" or empty is left out, and nothing given when all are.</summary>
    public string Render(string indent = "")
    {
        var shown = Enumerable.Range(0, titles.Length)
            .Where(column => column == 0 || _rows.Skip(1).Any(row => row[column] is not ("0" or "")))
            .ToList();
        if (shown.Count == 1) return "";
        var widths = shown.ToDictionary(column => column, column => _rows.Max(row => row[column].Length));
        var text = new StringBuilder();
        foreach (var row in _rows)
        {
            var cells = shown.Select(column => column == 0 ? row[column].PadRight(widths[column]) : row[column].PadLeft(widths[column]));
            text.Append(indent).Append(string.Join("  ", cells).TrimEnd()).Append('\n');
        }

        return text.ToString();
    }
}
