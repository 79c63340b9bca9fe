using System.Globalization;
using System.Text;
using System.Text.Json;
using StreamGuard.Core.Evaluation;

namespace StreamGuard.Host.Output;

/// <summary>A comparison of detectors as text, Markdown and JSON.</summary>
internal static class EvaluationReport
{
    private static readonly string[] QualityTitles = ["detector", "ROC-AUC", "PR-AUC", "precision", "recall", "F1", "found", "wrong", "missed", "left alone", "flagged by"];
    private static readonly string[] AgreementTitles = ["detectors", "Spearman", "Jaccard of top", "same verdict"];

    public static string Text(Evaluation evaluation)
    {
        var text = new StringBuilder($"{Heading(evaluation)}\n");
        foreach (var (titles, rows) in Tables(evaluation))
        {
            var table = new TextTable(titles);
            foreach (var row in rows) table.Add(row);
            text.Append('\n').Append(table.Render());
        }

        return text.ToString();
    }

    public static string Markdown(Evaluation evaluation)
    {
        var text = new StringBuilder($"{Heading(evaluation)}\n");
        foreach (var (titles, rows) in Tables(evaluation))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n| {string.Join(" | ", titles)} |\n|{string.Concat(titles.Select(_ => "---|"))}\n");
            foreach (var row in rows) text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", row)} |\n");
        }

        return text.ToString();
    }

    public static string Json(Evaluation evaluation) => JsonSerializer.Serialize(
        new
        {
            evaluation.Rows,
            evaluation.LeftOut,
            evaluation.Anomalies,
            evaluation.Top,
            Detectors = evaluation.Qualities.Select(quality => new
            {
                quality.Name,
                RocAuc = Finite(quality.Curve.RocArea),
                PrAuc = Finite(quality.Curve.PrecisionRecallArea),
                Precision = Finite(quality.Verdicts.Precision),
                Recall = Finite(quality.Verdicts.Recall),
                F1 = Finite(quality.Verdicts.F1),
                quality.Verdicts.TruePositives,
                quality.Verdicts.FalsePositives,
                quality.Verdicts.FalseNegatives,
                quality.Verdicts.TrueNegatives,
                quality.FlaggedBy,
            }),
            Pairs = evaluation.Agreements.Select(pair => new { pair.First, pair.Second, Spearman = Finite(pair.Spearman), pair.JaccardOfTop, pair.SameVerdict }),
        },
        Options);

    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, IndentSize = 2 };

    /// <summary>The tables there are, each with its titles.</summary>
    public static IEnumerable<(string[] Titles, IEnumerable<string[]> Rows)> Tables(Evaluation evaluation)
    {
        if (evaluation.Qualities.Count > 0) yield return (QualityTitles, evaluation.Qualities.Select(quality => Cells(quality, evaluation.Top)));
        if (evaluation.Agreements.Count > 0) yield return (AgreementTitles, evaluation.Agreements.Select(Cells));
    }

    /// <summary>What was compared, in a sentence.</summary>
    public static string Heading(Evaluation evaluation)
    {
        var labels = evaluation.Anomalies is { } anomalies ? FormattableString.Invariant($", {anomalies:N0} of them anomalies") : ", without labels";
        var left = evaluation.LeftOut > 0 ? FormattableString.Invariant($"; {evaluation.LeftOut:N0} more without all scores and a label were left out") : "";
        return FormattableString.Invariant($"{evaluation.Rows:N0} rows{labels}{left}; the top is {evaluation.Top:P1} of them.");
    }

    private static string[] Cells(DetectorQuality quality, double top) =>
    [
        quality.Name, Share(quality.Curve.RocArea), Share(quality.Curve.PrecisionRecallArea), Share(quality.Verdicts.Precision), Share(quality.Verdicts.Recall), Share(quality.Verdicts.F1),
        Count(quality.Verdicts.TruePositives), Count(quality.Verdicts.FalsePositives), Count(quality.Verdicts.FalseNegatives), Count(quality.Verdicts.TrueNegatives),
        quality.FlaggedBy ?? FormattableString.Invariant($"top {top:P1}"),
    ];

    private static string[] Cells(Agreement pair) => [$"{pair.First}, {pair.Second}", Share(pair.Spearman), Share(pair.JaccardOfTop), Share(pair.SameVerdict)];

    private static string Share(double share) => double.IsNaN(share) ? "–" : share.ToString("F4", CultureInfo.InvariantCulture);

    private static string Count(long count) => count.ToString(CultureInfo.InvariantCulture);

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
