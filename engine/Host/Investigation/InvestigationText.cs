using System.Globalization;
using System.Text;
using StreamGuard.Host.Output;

namespace StreamGuard.Host.Investigation;

/// <summary>Findings for a terminal.</summary>
internal static class InvestigationText
{
    private const int MostLines = 48;
    private const int Widest = 40;

    public static string Of(Findings findings)
    {
        var text = new StringBuilder($"{Printable.Cell(findings.Key.ToString())}: {Wording.Heading(findings)} Times are UTC.\n");
        if (findings.Comparison is { } comparison) AddFeatures(text, comparison);
        else text.Append(CultureInfo.InvariantCulture, $"\n{Wording.NoFeatures}\n");
        AddTimeline(text, findings);
        AddAlerts(text, findings);
        return text.ToString();
    }

    private static void AddFeatures(StringBuilder text, Comparison comparison)
    {
        text.Append(CultureInfo.InvariantCulture, $"\nFeatures. {Wording.Cohort(comparison)}\n");
        var table = new TextTable("feature", "value", "mean", "deviation", "deviations off", "percentile");
        foreach (var feature in comparison.Features)
            table.Add(Printable.Cell(feature.Name), Wording.Number(feature.Value), Wording.Number(feature.Mean), Wording.Number(feature.Deviation), Wording.Distance(feature.Distance), Wording.Percentile(feature.Percentile));
        text.Append(table.Render("  "));
    }

    /// <summary>A line a bar; a line a day where those would fill the screen.</summary>
    private static void AddTimeline(StringBuilder text, Findings findings)
    {
        var timeline = findings.Timeline;
        if (timeline.Bars.Count == 0) return;
        var step = timeline.Bars.Count > MostLines ? TimeSpan.FromDays(1) : timeline.Step;
        DateTimeOffset Begin(DateTimeOffset at) => new(at.Ticks / step.Ticks * step.Ticks, TimeSpan.Zero);
        var alerts = findings.Alerts.CountBy(alert => Begin(alert.At)).ToDictionary();
        var bars = timeline.Bars.SelectMany(bar => bar.Counts.Select(count => (At: Begin(bar.At), count.Key, count.Value))).ToLookup(each => each.At);
        text.Append(CultureInfo.InvariantCulture, $"\nEvents per {Wording.Step(step)}.\n");
        var table = new TextTable([Wording.Step(step), .. timeline.Types.Select(type => Short(type.Type)), "alerts"]);
        foreach (var at in bars.Select(bar => bar.Key).Union(alerts.Keys).Order())
        {
            var counts = timeline.Types.Select(type => Figures.Count(bars[at].Where(each => each.Key == type.Type).Sum(each => each.Value)));
            table.Add([Wording.Time(at)[..(step.TotalDays >= 1 ? 10 : 16)], .. counts, Figures.Count(alerts.GetValueOrDefault(at))]);
        }

        text.Append(table.Render("  "));
    }

    private static void AddAlerts(StringBuilder text, Findings findings)
    {
        if (findings.Alerts.Count > 0) text.Append("\nAlerts, and what led to them.\n");
        foreach (var moment in findings.Alerts.GroupBy(alert => alert.At))
        {
            foreach (var alert in moment)
                text.Append(CultureInfo.InvariantCulture, $"  {Wording.Time(alert.At)}  {Printable.Cell(alert.Rule)} {(alert.Severity is { } severity ? $"({Printable.Cell(severity)}) " : "")}{(alert.Message is { } message ? Printable.Cell(message) : "")}\n");
            foreach (var table in moment.First().Before.GroupBy(before => before.Table)) AddEvents(text, [.. table.Select(before => before.Row)], findings.Key);
        }
    }

    /// <summary>Aligned, without what is null in all of them, and without records, which are long.</summary>
    private static void AddEvents(StringBuilder text, IReadOnlyList<FoundRow> rows, Key key)
    {
        var columns = rows[0].Columns;
        var shown = Enumerable.Range(0, columns.Count).Where(i => columns[i].Name != key.Column && rows.Any(row => row.Cells[i] is { } cell && !cell.StartsWith('{'))).ToList();
        var lines = rows.Select(row => shown.Select(i => Short(Wording.Cell(columns[i], row.Cells[i]))).ToArray()).ToList();
        foreach (var line in lines) text.Append(CultureInfo.InvariantCulture, $"      {string.Join("  ", line.Select((cell, i) => cell.PadRight(lines.Max(each => each[i].Length)))).TrimEnd()}\n");
    }

    private static string Short(string cell)
    {
        var shown = Printable.Cell(cell);
        return shown.Length <= Widest ? shown : shown[..(Widest - 1)] + "…";
    }
}
