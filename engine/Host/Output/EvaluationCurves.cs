using System.Globalization;
using System.Net;
using System.Text;
using StreamGuard.Core.Evaluation;

namespace StreamGuard.Host.Output;

/// <summary>Receiver operating characteristic and precision over recall, side by side, as SVG.</summary>
internal static class EvaluationCurves
{
    private const int Side = 360;
    private const int Left = 50;
    private const int Top = 34;
    private const int Gap = 90;
    private const int MostPoints = 400;

    public static string Svg(Evaluation evaluation)
    {
        var height = Top + Side + 56 + (18 * evaluation.Qualities.Count);
        var svg = new StringBuilder(FormattableString.Invariant($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{(2 * (Left + Side)) + Gap}\" height=\"{height}\" viewBox=\"0 0 {(2 * (Left + Side)) + Gap} {height}\" font-family=\"system-ui,sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"));
        Frame(svg, Left, "ROC", "others flagged", "anomalies flagged (recall)");
        Frame(svg, Left + Side + Gap, "Precision and recall", "recall", "precision");
        Line(svg, Left, [(0, 0), (1, 1)], "#bbb", "4 4");
        for (var i = 0; i < evaluation.Qualities.Count; i++)
        {
            var (quality, colour) = (evaluation.Qualities[i], HtmlPage.Colours[i % HtmlPage.Colours.Length]);
            Line(svg, Left, Roc(quality.Curve), colour, i < HtmlPage.Colours.Length ? "" : "6 3");
            Line(svg, Left + Side + Gap, PrecisionRecall(quality.Curve), colour, i < HtmlPage.Colours.Length ? "" : "6 3");
            Legend(svg, i, quality, colour);
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static IEnumerable<(double X, double Y)> Roc(RankingCurve curve) =>
        Few(curve.Points).Select(point => ((double)point.Wrong / Math.Max(1, curve.Others), (double)point.Found / Math.Max(1, curve.Anomalies)));

    private static IEnumerable<(double X, double Y)> PrecisionRecall(RankingCurve curve) =>
        Few([.. curve.Points.Skip(1)]).Select(point => ((double)point.Found / Math.Max(1, curve.Anomalies), (double)point.Found / (point.Found + point.Wrong)));

    /// <summary>A point a row would make the picture as large as the data.</summary>
    private static IEnumerable<CurvePoint> Few(IReadOnlyList<CurvePoint> points) =>
        points.Count <= MostPoints ? points : Enumerable.Range(0, MostPoints).Select(i => points[(int)((long)i * (points.Count - 1) / (MostPoints - 1))]);

    private static void Frame(StringBuilder svg, int left, string title, string below, string beside)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{left}\" y=\"{Top - 12}\" font-size=\"14\" font-weight=\"600\">{title}</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{left}\" y=\"{Top}\" width=\"{Side}\" height=\"{Side}\" fill=\"none\" stroke=\"#888\"/>\n");
        for (var tick = 0; tick <= 4; tick++)
        {
            var share = (tick / 4.0).ToString("0.##", CultureInfo.InvariantCulture);
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{left + (Side * tick / 4)}\" y=\"{Top + Side + 15}\" text-anchor=\"middle\">{share}</text><text x=\"{left - 6}\" y=\"{Top + Side - (Side * tick / 4) + 4}\" text-anchor=\"end\">{share}</text>\n");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{left + (Side / 2)}\" y=\"{Top + Side + 32}\" text-anchor=\"middle\">{below}</text>");
        svg.Append(CultureInfo.InvariantCulture, $"<text transform=\"translate({left - 34} {Top + (Side / 2)}) rotate(-90)\" text-anchor=\"middle\">{beside}</text>\n");
    }

    private static void Line(StringBuilder svg, int left, IEnumerable<(double X, double Y)> points, string colour, string dashes) =>
        svg.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.8\"{(dashes.Length > 0 ? $" stroke-dasharray=\"{dashes}\"" : "")} points=\"")
            .AppendJoin(' ', points.Select(point => FormattableString.Invariant($"{left + (point.X * Side):F1},{Top + Side - (point.Y * Side):F1}"))).Append("\"/>\n");

    private static void Legend(StringBuilder svg, int place, DetectorQuality quality, string colour)
    {
        var y = Top + Side + 54 + (18 * place);
        var areas = FormattableString.Invariant($"ROC-AUC {quality.Curve.RocArea:F3}, PR-AUC {quality.Curve.PrecisionRecallArea:F3}");
        svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Left}\" y=\"{y - 9}\" width=\"22\" height=\"4\" fill=\"{colour}\"/><text x=\"{Left + 30}\" y=\"{y}\">{WebUtility.HtmlEncode(quality.Name)}: {areas}</text>\n");
    }
}
