using StreamGuard.Core.Runtime;
using StreamGuard.Host.Output;

namespace StreamGuard.Host.Running;

/// <summary>The lines of <see cref="LiveDisplay"/>, cut to the window: one that wraps or scrolls off cannot be redrawn.</summary>
internal static class LiveTable
{
    private const int LongestBar = 40;
    private const int LinesBesideTable = 3;

    // What is left out first stands last.
    private static readonly string[] Titles = ["", "rows in", "rows out", "rate", "watermark", "lag", "queue"];

    public static IReadOnlyList<string> Render(RunSnapshot snapshot, IReadOnlyList<ComponentRate> rates, int width, int height)
    {
        var room = width > 1 ? width - 1 : int.MaxValue;
        var rateOf = rates.ToDictionary(each => each.Component.Node.Name, each => each.RowsPerSecond);
        var rows = snapshot.Components.Select(component => Cells(component, rateOf[component.Node.Name])).ToList();
        IReadOnlyList<string> beside = [.. CheckpointLines.Now(snapshot), .. BufferLines.Now(snapshot), .. WaitLines.Now(snapshot), .. FigureLines.Now(snapshot)];
        var shown = height > 0 ? Math.Max(1, height - LinesBesideTable - beside.Count) : int.MaxValue;
        var lines = Fitting([.. rows.Take(shown - (rows.Count > shown ? 1 : 0))], room);
        if (rows.Count > shown) lines.Add($"and {rows.Count - shown + 1} others");
        lines.AddRange(beside.Select(line => line.Length <= room ? line : line[..room]));
        if (snapshot.Total > 0) lines.Add(Bar(snapshot, room));
        return lines;
    }

    private static string[] Cells(ComponentSnapshot component, double rate) =>
    [
        component.Node.Name,
        Figures.Count(component.Account.In),
        Figures.Count(component.Account.Out),
        Figures.Rate(rate),
        Figures.Time(component.Watermark),
        component.Lag is { } lag ? Figures.Span(lag) : "",
        component.Waiting > 0.005 ? $"{100 * component.Waiting:F0} %" : "",
    ];

    /// <summary>The table with as many columns as fit.</summary>
    private static List<string> Fitting(IReadOnlyList<string[]> rows, int width)
    {
        for (var columns = Titles.Length; ; columns--)
        {
            var table = new TextTable(Titles[..columns]);
            foreach (var row in rows) table.Add(row[..columns]);
            List<string> lines = [.. table.Render().TrimEnd('\n').Split('\n')];
            if (columns == 1 || lines.TrueForAll(line => line.Length <= width)) return lines.ConvertAll(line => line.Length <= width ? line : line[..width]);
        }
    }

    private static string Bar(RunSnapshot snapshot, int width)
    {
        var share = Math.Clamp((double)snapshot.Done / snapshot.Total, 0, 1);
        var own = share - ((double)snapshot.DoneEarlier / snapshot.Total);
        var left = own > 0.02 ? $", {Figures.Span(snapshot.Elapsed * ((1 - share) / own))} to go" : "";
        var text = $" {100 * share:F0} % after {Figures.Span(snapshot.Elapsed)}{left}";
        var length = Math.Clamp(width - text.Length, 0, LongestBar);
        var full = (int)(share * length);
        return $"\u001b[32m{new string('━', full)}\u001b[90m{new string('━', length - full)}\u001b[0m{text}";
    }
}
