using System.Globalization;
using StreamGuard.Integration.Tests.Support;

namespace StreamGuard.Integration.Tests.Models;

/// <summary>Real flows of a test bed with vital signs, against the figures and the golden rows of the bundle that was trained on them.</summary>
public sealed class WustlFlowsTests : IDisposable
{
    private const string Flows = "data/iomt/wustl_ehms_2020.csv.xz";
    private const string Bundle = "models/iomt-autoencoder-wustl";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SharedDataFact(Flows, Bundle)]
    public async Task Gets_the_figures_of_the_bundle()
    {
        var verdicts = await ScoreAsync();

        // As quality.md has them: rows, ROC-AUC, PR-AUC, precision, recall, F1, share of normal rows that are flagged.
        AssertFigures(Test(verdicts, _ => true), 2905, 0.7031, 0.7823, 0.9593, 0.5275, 0.6807, 0.0204);
        AssertFigures(Test(verdicts, attack => attack == "Data Alteration"), 2222, 0.9958, 0.9743, 0.9577, 1.0000, 0.9784, 0.0204);
        AssertFigures(Test(verdicts, attack => attack == "Spoofing"), 2204, 0.4026, 0.2871, 0.4833, 0.0425, 0.0781, 0.0204);
    }

    [SharedDataFact(Flows, Bundle)]
    public async Task Gets_the_golden_scores()
    {
        var verdicts = (await ScoreAsync()).All;
        var golden = Rows.OfCsv(Path.Combine(SharedData.Find(Bundle)!, "golden.csv.xz"));

        foreach (var expected in golden.All)
        {
            var actual = verdicts[int.Parse(expected["row"]!, CultureInfo.InvariantCulture)];
            Scores.AssertSame(expected, actual);
            foreach (var column in golden.Columns.Skip(3).SkipLast(2)) Scores.AssertSameBits(expected, actual, column);
        }
    }

    private async Task<Rows> ScoreAsync()
    {
        Dictionary<string, string> environment = new() { ["FLOWS"] = SharedData.Find(Flows)!, ["MODEL"] = SharedData.Find(Bundle)! };
        var outcome = await Program.RunAsync(_folder.Path, environment, "run", Program.TestPipeline("wustl.yaml"), "--quiet");
        Assert.True(outcome.ExitCode == 0, outcome.Errors);
        return Rows.OfJsonLines(_folder["verdicts.jsonl"]);
    }

    /// <summary>The last 15 % of the normal rows, and attacks.</summary>
    private static Figures Test(Rows verdicts, Func<string, bool> attacks)
    {
        var normal = verdicts.All.Where(row => row["attack"] == "normal").ToList();
        var unseen = normal.Skip((int)(0.85 * normal.Count));
        return new Figures([.. unseen.Concat(verdicts.All.Where(row => row["attack"] != "normal" && attacks(row["attack"]!))).Select(VerdictOf)]);
    }

    private static Verdict VerdictOf(IReadOnlyDictionary<string, string?> row) =>
        new(row["attack"] != "normal", double.Parse(row["reconstruction_error"]!, CultureInfo.InvariantCulture), row["predicted_anomaly"] == "True");

    private static void AssertFigures(Figures figures, int rows, params double[] expected)
    {
        double[] actual = [figures.RocAuc, figures.PrAuc, figures.Precision, figures.Recall, figures.F1, figures.FalsePositiveRate];

        Assert.Equal(rows, figures.Rows);
        Assert.Equal(expected, actual.Select(figure => Math.Round(figure, 4)));
    }
}
