using StreamGuard.Contracts;
using StreamGuard.Host.Output;

namespace StreamGuard.Host.Investigation;

/// <summary>Findings as a page of one file, light or dark as the reader has it. All that rows say is escaped.</summary>
internal static class InvestigationPage
{
    private const string Style = """
        :root{color-scheme:light dark;--ink:#222;--faint:#667;--rule:#ddd;--paper:#fff;--box:#cfd8e3;--key:#0072b2;--far:#d55e00;--soft:#f5f6f8;--t0:#0072b2;--t1:#e69f00;--t2:#009e73;--t3:#cc79a7;--t4:#8d6bc9;--t5:#999}
        @media(prefers-color-scheme:dark){:root{--ink:#e4e6ea;--faint:#9aa3b2;--rule:#353b45;--paper:#14171c;--box:#3a4658;--key:#56b4e9;--far:#ff8a3d;--soft:#1c2027;--t0:#3d9be0;--t4:#a58be0}}
        body{color:var(--ink);background:var(--paper)}td,th{border-color:var(--rule)}th{color:var(--faint);font-weight:500}h1{margin-bottom:0}h1,p{overflow-wrap:anywhere}h2{margin:2.2rem 0 .4rem}
        p{margin:.3rem 0}.faint{color:var(--faint)}svg text{fill:var(--faint)}.grid{stroke:var(--rule)}.mark path{fill:var(--far)}.mark line{stroke:var(--far);opacity:.5}.mark text{fill:var(--far)}
        .legend span{display:inline-block;margin-right:1.2rem}.legend i{display:inline-block;width:.8em;height:.8em;margin-right:.35em}
        .spread{display:block}.spread line{stroke:var(--faint)}.spread rect{fill:var(--box)}.spread .median{stroke:var(--ink);stroke-width:1.5}.key{fill:var(--key)}.far{fill:var(--far)}b.far{color:var(--far)}
        .alert{border-left:4px solid var(--far);background:var(--soft);padding:.5rem 1rem;margin:1rem 0;overflow-x:auto}.alert table{font-size:12px;margin:.5rem 0}.alert td,.alert th{text-align:left;white-space:nowrap;padding:.15rem .5rem}.alert td{max-width:11rem;overflow:hidden;text-overflow:ellipsis}
        .alert b{margin-right:.4rem}dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;font-size:13px}dd{margin:0;overflow-wrap:anywhere}dt{color:var(--faint)}summary{cursor:pointer;color:var(--faint);font-size:13px}
        """;

    /// <summary>Writes the page.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(Findings findings, string file) => File.WriteAllText(file, Html(findings));

    public static string Html(Findings findings)
    {
        var colours = string.Concat(Enumerable.Range(0, 6).Select(i => $".t{i}{{fill:var(--t{i});background:var(--t{i})}}"));
        var page = new HtmlPage(findings.Key.ToString(), Style + colours);
        page.Add($"<p class=\"faint\">{HtmlPage.Text(findings.Pipeline)}: {HtmlPage.Text(Wording.Heading(findings))} Times are UTC.</p>");
        AddTimeline(page, findings);
        AddAlerts(page, findings);
        if (findings.Comparison is { } comparison) AddFeatures(page, comparison, findings.Key);
        else page.Add($"<p class=\"faint\">{Wording.NoFeatures}</p>");
        return page.ToString();
    }

    private static void AddTimeline(HtmlPage page, Findings findings)
    {
        if (findings.Timeline.Bars.Count == 0) return;
        page.Add($"<h2>Events per {Wording.Step(findings.Timeline.Step)}</h2>").Add(TimelineChart.Svg(findings.Timeline, findings.Alerts));
        var types = findings.Timeline.Types.Select((type, i) => $"<span><i class=\"t{i}\"></i>{HtmlPage.Text(type.Type)} {Figures.Count(type.Count)}</span>");
        page.Add($"<p class=\"legend\">{string.Concat(types)}{(findings.Alerts.Count > 0 ? "<span class=\"faint\">▼ alerts</span>" : "")}</p>");
    }

    private static void AddAlerts(HtmlPage page, Findings findings)
    {
        if (findings.Alerts.Count == 0) return;
        page.Add("<h2>Alerts, and what led to them</h2>");
        foreach (var moment in findings.Alerts.GroupBy(alert => alert.At))
        {
            page.Add($"<section class=\"alert\"><p class=\"faint\">{Wording.Time(moment.Key)}</p>");
            foreach (var alert in moment)
            {
                page.Add($"<p><b>{HtmlPage.Text(alert.Rule)}</b>{(alert.Severity is { } severity ? $"<span class=\"faint\">{HtmlPage.Text(severity)}</span> " : "")}{(alert.Message is { } message ? HtmlPage.Text(message) : "")}</p>");
                page.Add($"<details><summary>all of it</summary><dl>{Facts(alert.Row, "rule", "severity", "message", findings.Key.Column)}</dl></details>");
            }

            AddEvents(page, moment.First().Before, findings.Key);
            page.Add("</section>");
        }
    }

    /// <summary>A table for the events of each table, as their columns are different ones.</summary>
    private static void AddEvents(HtmlPage page, IReadOnlyList<KeyEvent> events, Key key)
    {
        foreach (var table in events.GroupBy(each => each.Table))
        {
            var columns = table.First().Row.Columns;
            var shown = Enumerable.Range(0, columns.Count).Where(i => columns[i].Name != key.Column && table.Any(each => each.Row.Cells[i] is not null)).ToList();
            page.AddTable(shown.Select(i => columns[i].Name), table.Select(each => shown.Select(i => Cell(columns[i], each.Row.Cells[i]))));
        }
    }

    private static void AddFeatures(HtmlPage page, Comparison comparison, Key key)
    {
        page.Add("<h2>Features beside the cohort's</h2>").Add($"<p class=\"faint\">{HtmlPage.Text(Wording.Cohort(comparison))} The line goes from the 5th to the 95th percentile, the box from the 25th to the 75th, the dot is the key.</p>");
        page.AddTable(
            ["feature", "value", "mean", "deviation", "deviations off", "percentile", "in the cohort"],
            comparison.Features.Select(feature => (string[])
            [
                HtmlPage.Text(feature.Name), Wording.Number(feature.Value), Wording.Number(feature.Mean), Wording.Number(feature.Deviation),
                SpreadChart.IsFar(feature) ? $"<b class=\"far\">{Wording.Distance(feature.Distance)}</b>" : Wording.Distance(feature.Distance), Wording.Percentile(feature.Percentile), SpreadChart.Svg(feature),
            ]));
        var facts = Facts(comparison.Row, [key.Column, .. comparison.Features.Select(feature => feature.Name)]);
        if (facts.Length > 0) page.Add($"<dl>{facts}</dl>");
    }

    private static string Facts(FoundRow row, params string[] without) =>
        string.Concat(row.Told(without).Select(each => $"<dt>{HtmlPage.Text(each.Column.Name)}</dt><dd>{HtmlPage.Text(Wording.Cell(each.Column, each.Cell))}</dd>"));

    private static string Cell(QueryColumn column, string? cell) => cell is null ? "" : HtmlPage.Text(Wording.Cell(column, cell));
}
