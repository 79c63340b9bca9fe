using System.Globalization;
using System.Text;
using StreamGuard.Host.Output;

namespace StreamGuard.Host.Investigation;

/// <summary>Events over time as SVG: a bar a span, types stacked, alerts marked above. Colours are classes of the page's style.</summary>
internal static class TimelineChart
{
    private const int Width = 1120;
    private const int Height = 240;
    private const int Left = 44;
    private const int Top = 40;
    private const int MostTicks = 12;

    // Alerts nearer to each other share a mark.
    private const int Apart = 14;

    private static readonly TimeSpan[] Between =
    [
        TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(3), TimeSpan.FromHours(6), TimeSpan.FromHours(12),
        TimeSpan.FromDays(1), TimeSpan.FromDays(2), TimeSpan.FromDays(7), TimeSpan.FromDays(30), TimeSpan.FromDays(90), TimeSpan.FromDays(365),
    ];

    public static string Svg(Timeline timeline, IReadOnlyList<KeyAlert> alerts)
    {
        if (timeline.Bars.Count == 0) return "";
        var times = timeline.Bars.Select(bar => bar.At).Concat(alerts.Select(alert => alert.At)).ToList();
        var axis = new Axis(times.Min(), times.Max() + timeline.Step);
        var most = timeline.Bars.Max(bar => bar.Counts.Values.Sum());
        var svg = new StringBuilder(FormattableString.Invariant($"<svg viewBox=\"0 0 {Width} {Top + Height + 24}\" role=\"img\" aria-label=\"Events over time\" font-size=\"12\">\n"));
        Grid(svg, axis, most);
        var wide = Math.Max(1, axis.X(axis.From + timeline.Step) - Left - 0.6);
        foreach (var bar in timeline.Bars) Bar(svg, timeline, bar, axis.X(bar.At), wide, most);
        foreach (var group in alerts.GroupBy(alert => (int)(axis.X(alert.At) / Apart))) Mark(svg, [.. group], axis.X(group.First().At));
        return svg.Append("</svg>").ToString();
    }

    private static void Bar(StringBuilder svg, Timeline timeline, TimelineBar bar, double x, double wide, long most)
    {
        var bottom = (double)(Top + Height);
        var told = string.Join(", ", timeline.Types.Where(type => bar.Counts.ContainsKey(type.Type)).Select(type => $"{type.Type} {Figures.Count(bar.Counts[type.Type])}"));
        svg.Append(CultureInfo.InvariantCulture, $"<g><title>{Wording.Time(bar.At)}: {HtmlPage.Text(told)}</title>");
        for (var i = 0; i < timeline.Types.Count; i++)
        {
            if (!bar.Counts.TryGetValue(timeline.Types[i].Type, out var count)) continue;
            var high = (double)Height * count / most;
            bottom -= high;
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"t{i}\" x=\"{x:F1}\" y=\"{bottom:F1}\" width=\"{wide:F1}\" height=\"{high:F1}\"/>");
        }

        svg.Append("</g>\n");
    }

    private static void Mark(StringBuilder svg, IReadOnlyList<KeyAlert> alerts, double x)
    {
        var told = string.Join(", ", alerts.Select(alert => $"{Wording.Time(alert.At)} {alert.Rule}"));
        svg.Append(CultureInfo.InvariantCulture, $"<g class=\"mark\"><title>{HtmlPage.Text(told)}</title><line x1=\"{x:F1}\" y1=\"{Top - 8}\" x2=\"{x:F1}\" y2=\"{Top + Height}\" stroke-dasharray=\"2 3\"/><path d=\"M{x - 6:F1} {Top - 20} h12 l-6 12 z\"/>");
        if (alerts.Count > 1) svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:F1}\" y=\"{Top - 23}\" text-anchor=\"middle\">{alerts.Count}</text>");
        svg.Append("</g>\n");
    }

    private static void Grid(StringBuilder svg, Axis axis, long most)
    {
        foreach (var count in new[] { 0, most / 2, most }.Distinct())
        {
            var y = Top + Height - ((double)Height * count / most);
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" y1=\"{y:F1}\" x2=\"{Width}\" y2=\"{y:F1}\"/><text x=\"{Left - 6}\" y=\"{y + 4:F1}\" text-anchor=\"end\">{Figures.Count(count)}</text>");
        }

        var between = Between.FirstOrDefault(each => axis.Span / each <= MostTicks, Between[^1]);
        for (var at = axis.From.Ticks / between.Ticks * between.Ticks; at <= axis.Until.Ticks; at += between.Ticks)
        {
            var moment = new DateTimeOffset(at, TimeSpan.Zero);
            if (moment < axis.From || axis.X(moment) > Width - 40) continue;
            var text = moment.ToString(between >= TimeSpan.FromDays(90) ? "yyyy-MM-dd" : between >= TimeSpan.FromDays(1) ? "MMM d" : axis.Span < TimeSpan.FromDays(1) ? "HH:mm" : "MMM d HH:mm", CultureInfo.InvariantCulture);
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{axis.X(moment):F1}\" y1=\"{Top + Height}\" x2=\"{axis.X(moment):F1}\" y2=\"{Top + Height + 5}\"/><text x=\"{axis.X(moment):F1}\" y=\"{Top + Height + 19}\">{text}</text>\n");
        }
    }

    private readonly record struct Axis(DateTimeOffset From, DateTimeOffset Until)
    {
        public TimeSpan Span => Until - From;

        public double X(DateTimeOffset at) => Left + ((at - From) / Span * (Width - Left));
    }
}
