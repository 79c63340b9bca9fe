using System.Globalization;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Evaluation;

/// <summary>What cannot be evaluated; the message says why and how to mend it.</summary>
public sealed class EvaluationException(string message) : Exception(message);

/// <summary>Which columns hold scores, verdicts and labels.</summary>
/// <param name="Scores">Score columns, each with the column of its verdicts where one was named; empty to find them by their names.</param>
/// <param name="Label">The column of labels; null where there is none.</param>
/// <param name="LabelValues">Values of it that mean an anomaly; empty for the usual ones.</param>
/// <param name="Top">The share of rows that is flagged where there are no verdicts.</param>
public sealed record EvaluationColumns(IReadOnlyList<(string Score, string? Verdict)> Scores, string? Label, IReadOnlyList<string> LabelValues, double Top)
{
    private static readonly string[] Ordinary = ["", "0", "false", "no", "none", "normal", "benign"];

    /// <summary>The scores with their verdicts, found by their names where none was named.</summary>
    /// <exception cref="EvaluationException">There is no such column, or it is no number.</exception>
    public IReadOnlyList<(string Score, string? Verdict)> In(Schema schema)
    {
        foreach (var name in Scores.SelectMany(each => new[] { each.Score, each.Verdict }).Append(Label).OfType<string>())
            if (schema.IndexOf(name) < 0) throw new EvaluationException($"there is no column '{name}'; there are {string.Join(", ", schema.Names)}");
        foreach (var (score, _) in Scores)
            if (schema.Find(score)!.Type.Kind is not (Kind.Float or Kind.Int or Kind.Bool)) throw new EvaluationException($"the score '{score}' must be a number, and it is {schema.Find(score)!.Type}");
        if (Scores.Count > 0) return [.. Scores.Select(each => (each.Score, each.Verdict ?? VerdictOf(each.Score, schema)))];
        var found = schema.Fields.Where(field => field.Type.IsNumber && IsScore(field.Name)).Select(field => (field.Name, VerdictOf(field.Name, schema))).ToList();
        return found.Count > 0 ? found : throw new EvaluationException($"no column looks like a score (its name ends in _score or _distance); name them with --scores. There are {string.Join(", ", schema.Names)}");
    }

    /// <summary>Whether a label's value means an anomaly; null for a null.</summary>
    public bool? IsAnomaly(object? value) => value switch
    {
        null => null,
        _ when LabelValues.Count > 0 => LabelValues.Contains(Text(value), StringComparer.OrdinalIgnoreCase),
        bool flag => flag,
        long number => number != 0,
        double number => double.IsNaN(number) ? null : number != 0,
        _ => !Ordinary.Contains(Text(value).Trim(), StringComparer.OrdinalIgnoreCase),
    };

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static bool IsScore(string name) => name == "score" || name.EndsWith("_score", StringComparison.Ordinal) || name.EndsWith("_distance", StringComparison.Ordinal);

    /// <summary>As 'fit' names them: forest_score and forest_is_anomaly, ensemble_score and is_anomaly.</summary>
    private static string? VerdictOf(string score, Schema schema)
    {
        var stem = score[..Math.Max(0, score.LastIndexOf('_'))];
        return ((string[])[$"{stem}_is_anomaly", stem is "ensemble" or "" ? "is_anomaly" : ""]).FirstOrDefault(name => schema.Find(name)?.Type.Kind == Kind.Bool);
    }
}
