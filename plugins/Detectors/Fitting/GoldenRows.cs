using System.Globalization;
using System.Text;
using StreamGuard.Plugins.Detectors.Models;

namespace StreamGuard.Plugins.Detectors.Fitting;

/// <summary>Rows of the sample with the answers that the model must give: CSV for <c>streamguard models check</c>.</summary>
internal static class GoldenRows
{
    private const int Most = 200;

    public static ReadOnlyMemory<byte> Of(FitPlan plan, Fitted fitted, bool isForest)
    {
        var width = plan.Features.Length;
        var rows = Math.Min(Most, fitted.Sample.Length / width);
        var answers = new Answers(width);
        fitted.Set.Score(rows, fitted.Scaled(fitted.Sample.AsSpan(0, rows * width)), answers, explain: false);
        var score = isForest ? SetOutput.ForestScore : fitted.Set.IsEnsemble ? SetOutput.EnsembleScore : fitted.Set.KMeans is not null ? SetOutput.KMeansDistance : SetOutput.RobustScore;
        var csv = new StringBuilder();
        // A feature that is an expression is found by its text.
        csv.AppendJoin(',', plan.Features.Select(feature => Cell(feature.Expression?.Text.Trim() ?? (plan.Input[feature.Column].Name is var column && column == feature.Name ? column : $"[{column}]"))));
        csv.Append(CultureInfo.InvariantCulture, $",{score},above_threshold\n");
        for (var row = 0; row < rows; row++)
        {
            for (var i = 0; i < width; i++) csv.Append(CultureInfo.InvariantCulture, $"{fitted.Sample[(row * width) + i]:R},");
            csv.Append(CultureInfo.InvariantCulture, $"{answers.Score[row]:R},{(answers.Score[row] > fitted.Set.Threshold ? "true" : "false")}\n");
        }

        return Encoding.UTF8.GetBytes(csv.ToString());
    }

    private static string Cell(string text) => text.AsSpan().ContainsAny(",\"\n\r") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
