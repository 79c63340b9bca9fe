using StreamGuard.Core.Evaluation;

namespace StreamGuard.Host.Output;

/// <summary>The curves of a comparison as a picture, alone or in a page with its tables. Nothing is fetched from anywhere.</summary>
internal static class EvaluationPage
{
    /// <summary>Writes a file: a picture where its name ends in .svg, else a page.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(Evaluation evaluation, string file, string of)
    {
        var picture = EvaluationCurves.Svg(evaluation);
        File.WriteAllText(file, Path.GetExtension(file).Equals(".svg", StringComparison.OrdinalIgnoreCase) ? picture : Page(evaluation, picture, of));
    }

    private static string Page(Evaluation evaluation, string picture, string of)
    {
        var page = new HtmlPage("Detectors compared").Add($"<p>{HtmlPage.Text(of)}: {HtmlPage.Text(EvaluationReport.Heading(evaluation))}</p>");
        if (evaluation.Qualities.Count > 0) page.Add(picture);
        foreach (var (titles, rows) in EvaluationReport.Tables(evaluation)) page.AddTable(titles, rows.Select(row => row.Select(HtmlPage.Text)));
        return page.ToString();
    }
}
