using System.Globalization;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Models;

/// <summary>Scores golden rows and compares the answers, whatever is not finite included.</summary>
internal sealed class GoldenComparison(LoadedModel loaded, Tolerance tolerance)
{
    private const int RowsAtOnce = 1000;

    private readonly Bundle _bundle = loaded.Bundle;

    /// <summary>What was found.</summary>
    /// <param name="Rows">Rows compared.</param>
    /// <param name="Columns">Columns compared.</param>
    /// <param name="Worst">The largest difference of finite values.</param>
    /// <param name="Outside">How many answers are not near enough.</param>
    /// <param name="First">The first of them, in words; null when there is none.</param>
    public sealed record Result(int Rows, IReadOnlyList<string> Columns, double Worst, long Outside, string? First);

    /// <summary>Why a file cannot be compared; null when it can.</summary>
    public string? WhyNot(GoldenFile file)
    {
        var problems = new Problems();
        if (FeatureColumns.Bind(_bundle, file.Schema, default, problems) is null) return $"the bundle's features are not in it: {problems.All[0].Message}";
        if (!_bundle.Features.Any(feature => feature.Expression is not null || feature.Columns.Any(name => file.Schema.IndexOf(name) >= 0))) return "the bundle's features are not in it";
        return Expected(file).Count == 0 ? "no answer of the model is in it" : null;
    }

    public Result Compare(GoldenFile file)
    {
        var expected = Expected(file);
        var tally = new Tally();
        // The model stays with whoever has loaded it.
        var scorer = new Scorer(loaded, FeatureColumns.Bind(_bundle, file.Schema, default, new Problems())!, Enumerable.Range(0, _bundle.Outputs.Count).Where(i => OutputValues.TypeOf(_bundle.Outputs[i].Tensor.Type) is not null));
        for (var from = 0; from < file.Rows; from += RowsAtOnce)
        {
            var batch = file.Batch(from, Math.Min(RowsAtOnce, file.Rows - from));
            scorer.Score(batch);
            foreach (var column in expected)
                for (var row = 0; row < batch.Rows; row++) Compare(column, from + row, scorer, row, tally);
            batch.Release();
        }

        return new Result(file.Rows, [.. expected.Select(column => column.Name)], tally.Worst, tally.Outside, tally.First);
    }

    private void Compare(Answer column, int at, Scorer scorer, int row, Tally tally)
    {
        var cell = column.Cells[at];
        if (cell is null) return;
        if (column.Kind == AnswerKind.Verdict)
        {
            var score = scorer.Scores[row];
            var isOpen = Math.Abs(score - _bundle.Threshold!.Value) <= tolerance.At(score);
            if (!isOpen && _bundle.Threshold.IsMet(score) != IsAnomaly(cell)) tally.Miss($"row {at}: {column.Name} is {cell}, and the verdict {!IsAnomaly(cell)} at a score of {Text(score)}");
            return;
        }

        var (expected, found) = (GoldenFile.Number(cell)!.Value, column.Kind == AnswerKind.Score ? scorer.Scores[row] : OutputValues.At(scorer.Output(column.Output), row * _bundle.Outputs[column.Output].Tensor.Width + column.Item));
        if (double.IsFinite(expected) && double.IsFinite(found)) tally.Worst = Math.Max(tally.Worst, Math.Abs(expected - found));
        if (!tolerance.Holds(expected, found)) tally.Miss($"row {at}: {column.Name} is {Text(found)} in the place of {cell}");
    }

    /// <summary>The columns of a file that are answers of the model: score, verdict, outputs and probabilities of classes.</summary>
    private List<Answer> Expected(GoldenFile file)
    {
        var answers = new List<Answer>();
        var score = ((string[])[$"{_bundle.Options.Score.Name}_{_bundle.Options.Model.Format}", _bundle.Options.Score.Name, "score"]).FirstOrDefault(name => file.Schema.IndexOf(name) >= 0);
        if (_bundle.HasScore && score is not null) answers.Add(new Answer(score, AnswerKind.Score, Cells(file, score)));
        var verdict = file.Names.FirstOrDefault(name => name == "above_threshold" || name.StartsWith("predicted_", StringComparison.Ordinal) || IsLabel(file, name));
        if (_bundle.Threshold is not null && verdict is not null) answers.Add(new Answer(verdict, AnswerKind.Verdict, Cells(file, verdict)));
        for (var i = 0; i < _bundle.Outputs.Count; i++) answers.AddRange(OfOutput(file, i));
        return answers;
    }

    private IEnumerable<Answer> OfOutput(GoldenFile file, int output)
    {
        var (tensor, classes) = (_bundle.Outputs[output].Tensor, _bundle.Outputs[output].Classes);
        if (tensor.Width == 1 && file.Schema.IndexOf(tensor.Name) >= 0 && tensor.Name != _bundle.Options.Score.Name) yield return new Answer(tensor.Name, AnswerKind.Output, Cells(file, tensor.Name), output);
        var stem = tensor.Name.EndsWith("_probabilities", StringComparison.Ordinal) ? tensor.Name[..^"_probabilities".Length] : tensor.Name;
        for (var item = 0; item < classes.Count; item++)
        {
            var name = $"{stem}_p{classes[item]}";
            if (file.Schema.IndexOf(name) >= 0) yield return new Answer(name, AnswerKind.Output, Cells(file, name), output, item);
        }
    }

    private static bool IsAnomaly(string cell) => cell is "true" or "True" or "-1";

    /// <summary>Labels as scikit-learn's isolation forest has them: -1 for an anomaly, 1 for none.</summary>
    private bool IsLabel(GoldenFile file, string name) =>
        name == "label" && _bundle.Options.Score.Kind == ScoreKind.IsolationForest && file.Cells(name).All(cell => cell is "-1" or "1");

    private static string?[] Cells(GoldenFile file, string name) => [.. file.Cells(name)];

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private enum AnswerKind
    {
        Score,
        Verdict,
        Output,
    }

    private sealed record Answer(string Name, AnswerKind Kind, string?[] Cells, int Output = 0, int Item = 0);

    private sealed class Tally
    {
        public double Worst { get; set; }

        public long Outside { get; private set; }

        public string? First { get; private set; }

        public void Miss(string words)
        {
            Outside++;
            First ??= words;
        }
    }
}
