using StreamGuard.Contracts;
using StreamGuard.Core.Models;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms;
using StreamGuard.Plugins.Onnx.Tests.Support;

namespace StreamGuard.Plugins.Onnx.Tests;

/// <summary>
/// Every bundle of the shared folder, as it stands there, over its golden rows: within what its README promises at any
/// batch size, bad rows as they were made, and with nulls where nobody asked for a score of them.
/// </summary>
public class GoldenRowsTests
{
    private const string Autoencoder = "reconstruction_error";

    public static TheoryData<string, string, string, string, double, double, int> Scores()
    {
        var cases = new TheoryData<string, string, string, string, double, double, int>();
        foreach (var batch in (int[])[1, 7, 1000])
        {
            foreach (var name in (string[])["iomt-autoencoder-wustl", "iomt-autoencoder-ciciomt"])
            {
                cases.Add(name, "golden.csv.xz", Autoencoder, "predicted_anomaly", 1e-5, 1e-9, batch);
                cases.Add(name, "golden-bad.csv.xz", Autoencoder, "predicted_anomaly", 1e-5, 1e-9, batch);
            }

            cases.Add("iomt-autoencoder-ciciomt", "golden-39-columns.csv.xz", Autoencoder, "predicted_anomaly", 1e-5, 1e-9, batch);
            cases.Add("fraud-gbt", "golden.csv.xz", "score", "predicted_fraud", 0, 1e-6, batch);
            cases.Add("fraud-gbt", "golden-bad.csv.xz", "score", "predicted_fraud", 0, 1e-6, batch);
            foreach (var name in (string[])["security-isolation-forest-wustl", "security-isolation-forest-synthetic"])
            {
                cases.Add(name, "golden.csv.xz", "anomaly_score", "label", 0, 1e-6, batch);
                cases.Add(name, "golden-bad.csv.xz", "anomaly_score_onnx", "", 0, 1e-6, batch);
            }
        }

        return cases;
    }

    [SharedModelTheory]
    [MemberData(nameof(Scores))]
    public void Gives_the_golden_scores_and_verdicts(string bundle, string file, string score, string verdict, double relative, double absolute, int batch)
    {
        var rows = new GoldenRows(bundle, file);
        var run = rows.Score(batch, NonFinite.Score, new() { ["the_score"] = "score", ["the_verdict"] = "above_threshold" });
        var threshold = rows.Bundle.Threshold!.Value;

        var (scores, verdicts) = (run.Column("the_score"), run.Column("the_verdict"));

        Assert.Equal(rows.Count, scores.Length);
        for (var row = 0; row < scores.Length; row++)
        {
            var (expected, found) = (rows.Number(score, row), (double)scores[row]!);
            var tolerance = Math.Max(absolute, relative * Math.Abs(expected));
            Assert.True(expected.Equals(found) || Math.Abs(expected - found) <= tolerance, $"row {row}: {found:R} in the place of {expected:R}");
            if (verdict.Length > 0 && !(Math.Abs(expected - threshold) <= tolerance)) Assert.Equal(rows.Verdict(verdict, row), verdicts[row]);
        }
    }

    [SharedModelTheory]
    [InlineData("iomt-autoencoder-wustl")]
    [InlineData("iomt-autoencoder-ciciomt")]
    [InlineData("fraud-gbt")]
    [InlineData("security-isolation-forest-wustl")]
    [InlineData("security-isolation-forest-synthetic")]
    public void Gives_no_verdict_on_what_cannot_be_scored(string bundle)
    {
        var rows = new GoldenRows(bundle, "golden-bad.csv.xz");
        var emit = new Dictionary<string, string> { ["the_score"] = "score", ["the_verdict"] = "above_threshold" };
        var asked = rows.Score(7, NonFinite.Score, emit);

        var run = rows.Score(7, NonFinite.Null, emit);

        for (var row = 0; row < rows.Count; row++)
        {
            var isBad = rows.HasBadFeature(row) || !double.IsFinite((double)asked.Column("the_score")[row]!);
            Assert.Equal(isBad ? null : asked.Column("the_score")[row], run.Column("the_score")[row]);
            Assert.Equal(isBad ? null : asked.Column("the_verdict")[row], run.Column("the_verdict")[row]);
        }

        Assert.Contains(null, run.Column("the_score"));
        Assert.DoesNotContain(null, run.Column("the_score")[..1]);
    }

    [SharedModelTheory]
    [InlineData("golden.csv.xz", 1)]
    [InlineData("golden.csv.xz", 7)]
    [InlineData("golden.csv.xz", 1000)]
    [InlineData("golden-bad.csv.xz", 7)]
    public void Gives_the_golden_states_of_the_hydraulic_rig(string file, int batch)
    {
        string[] targets = ["cooler", "valve", "pump", "accumulator"];
        var rows = new GoldenRows("hydraulic-condition", file);
        var emit = targets.SelectMany(target => new[] { $"{target}_label", $"{target}_probabilities" }).ToDictionary(name => $"the_{name}", name => name);

        var run = rows.Score(batch, NonFinite.Score, emit);

        foreach (var target in targets)
        {
            var classes = rows.Bundle.Outputs.Single(output => output.Tensor.Name == $"{target}_probabilities").Classes;
            var (labels, probabilities) = (run.Column($"the_{target}_label"), run.Column($"the_{target}_probabilities"));
            for (var row = 0; row < rows.Count; row++)
            {
                var expected = classes.Select(name => rows.Number($"{target}_p{name}", row)).ToArray();
                var found = ((object?[])probabilities[row]!).Select(value => (double)value!).ToArray();
                Assert.All(expected.Zip(found), pair => Assert.True(pair.First.Equals(pair.Second) || Math.Abs(pair.First - pair.Second) <= 1e-5, $"{target}, row {row}: {pair}"));
                var order = expected.Order().ToArray();
                if (!(order[^1] - order[^2] <= 1e-5)) Assert.Equal((long)rows.Number($"{target}_label", row), labels[row]);
            }
        }
    }

    [SharedModelFact]
    public void Gives_no_state_of_a_cycle_that_cannot_be_scored()
    {
        var rows = new GoldenRows("hydraulic-condition", "golden-bad.csv.xz");

        var run = rows.Score(7, NonFinite.Null, new() { ["state"] = "cooler_label" });

        for (var row = 0; row < rows.Count; row++) Assert.Equal(rows.HasBadFeature(row) || rows.HasHugeFeature(row), run.Column("state")[row] is null);
    }

    [SharedModelTheory]
    [InlineData("iomt-autoencoder-wustl", false)]
    [InlineData("iomt-autoencoder-ciciomt", true)]
    public void Scales_to_the_last_bit(string bundle, bool hasFeatures)
    {
        var steps = new GoldenRows(bundle, "golden-steps.csv.xz", hasFeatures ? "feature:" : null);
        var rows = hasFeatures ? steps : new GoldenRows(bundle, "golden.csv.xz");
        var scaled = rows.Scaled(1000);
        var count = rows.Bundle.Features.Count;

        for (var row = 0; row < steps.Count; row++)
        {
            var at = hasFeatures ? row : rows.RowOf("row", steps.Text("row", row));
            for (var i = 0; i < count; i++)
                Assert.Equal(steps.Number($"scaled:{rows.Bundle.Features[i].Name}", row), scaled[at * count + i]);
        }
    }
}
