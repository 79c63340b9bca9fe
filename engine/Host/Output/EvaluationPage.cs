using System.Globalization;
using System.Net;
using System.Text;
using StreamGuard.Core.Evaluation;

namespace StreamGuard.Host.Output;

/// <summary>The curves of a comparison as a picture, alone or in a page with its tables. Nothing is fetched from anywhere.</summary>
internal static class EvaluationPage
{
    private const string Style = "body{font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;color:#222}table{border-collapse:collapse;margin:1rem 0;font-variant-numeric:tabular-nums}td,th{padding:.25rem .7rem;border-bottom:1px solid #ddd;text-align:right}td:first-child,th:first-child{text-align:left}svg{max-width:100%;height:auto}";

    /// <summary>Writes a file: a picture where its name ends in .svg, else a page.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(Evaluation evaluation, string file, string of)
    {
        var picture = EvaluationCurves.Svg(evaluation);
        File.WriteAllText(file, Path.GetExtension(file).Equals(".svg", StringComparison.OrdinalIgnoreCase) ? picture : Page(evaluation, picture, of));
    }

    private static string Page(Evaluation evaluation, string picture, string of)
    {
        var page = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Detectors compared</title><style>").Append(Style).Append("</style></head><body>\n");
        page.Append(CultureInfo.InvariantCulture, $"<h1>Detectors compared</h1>\n<p>{Text(of)}: {Text(EvaluationReport.Heading(evaluation))}</p>\n");
        if (evaluation.Qualities.Count > 0) page.Append(picture);
        foreach (var (titles, rows) in EvaluationReport.Tables(evaluation))
        {
            page.Append("<table><thead><tr>").AppendJoin("", titles.Select(title => $"<th>{Text(title)}</th>")).Append("</tr></thead><tbody>\n");
            foreach (var row in rows) page.Append("<tr>").AppendJoin("", row.Select(cell => $"<td>{Text(cell)}</td>")).Append("</tr>\n");
            page.Append("</tbody></table>\n");
        }

        return page.Append("</body></html>\n").ToString();
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
