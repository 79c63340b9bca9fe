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
        var table = new TextTable([Wording.Step(step), .. timeline.Types.Select(type => Printable.Cell(type.Type)), "alerts"]);
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
            foreach (var before in moment.First().Before)
            {
                var cells = before.Row.Columns.Zip(before.Row.Cells)
                    .Where(each => each.Second is not null && each.First.Name != findings.Key.Column && !each.Second.StartsWith('{'))
                    .Select(each => Short(Wording.Cell(each.First, each.Second)));
                text.Append(CultureInfo.InvariantCulture, $"      {string.Join("  ", cells)}\n");
            }
        }
    }

    private static string Short(string cell)
    {
        var shown = Printable.Cell(cell);
        return shown.Length <= Widest ? shown : shown[..(Widest - 1)] + "…";
    }
}
