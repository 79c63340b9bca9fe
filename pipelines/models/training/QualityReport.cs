using System.Text;

namespace StreamGuard.Training;

/// <summary>How well the detector does on a seed it has not seen, beside single features as a ruler.</summary>
internal sealed class QualityReport(Recipe recipe, Detector detector)
{
    private const int Rulers = 5;

    public string Of(Flows test)
    {
        var benign = test.Where(label => label == Flows.Benign);
        var attacks = test.Where(label => label != Flows.Benign);
        var (normal, odd) = (detector.Scores(benign), detector.Scores(attacks));
        var text = new StringBuilder();
        text.Append($"""
            # iomt-ward: quality

            Trained on {recipe.TrainingRows} benign rows of the simulated ward of seed {recipe.TrainingSeed}; threshold {detector.Threshold:R} is quantile
            {recipe.ThresholdShare} of {recipe.ThresholdRows} benign rows of seed {recipe.ThresholdSeed}. Below: {test.Count} rows of seed {recipe.TestSeed}, with other devices and other draws,
            spread over a day whose minutes have an attack each with probability {recipe.TestAttacks}. Nothing was chosen by them.
            This tells how the simulation's attacks differ from its habits. It says nothing about a hospital.

            | attack | rows | ROC-AUC | PR-AUC | found at the threshold | best single feature (ROC-AUC) |
            |---|---|---|---|---|---|

            """);
        text.Append(Line("all", normal, odd, benign, attacks));
        foreach (var kind in attacks.Labels.Distinct().Order(StringComparer.Ordinal))
        {
            var rows = attacks.Where(label => label == kind);
            text.Append(Line(kind, normal, detector.Scores(rows), benign, rows));
        }

        var flagged = Figures.ShareAbove(normal, detector.Threshold);
        var found = odd.Count(score => score > detector.Threshold);
        text.Append($"""

            Of {normal.Count} benign rows {flagged:P2} are flagged; of what is flagged {found / (found + flagged * normal.Count):P1} are attacks, which are {(double)odd.Count / test.Count:P1} of
            the rows here.

            ## A ruler: one raw feature as the score

            A single field tells an attack of one kind, often better than the network does, once it is known which kind to
            look for. No field tells all of them:

            | feature | ROC-AUC, all attacks |
            |---|---|

            """);
        foreach (var (name, auc) in Ruler(benign, attacks).Take(Rulers)) text.Append($"| {name} | {auc:F4} |\n");
        return text.Replace("\r\n", "\n").ToString();
    }

    private static string Line(string name, IReadOnlyList<double> normal, IReadOnlyList<double> odd, double threshold, (string Name, double Auc) ruler) =>
        $"| {name} | {odd.Count} | {Figures.RocAuc(normal, odd):F4} | {Figures.PrAuc(normal, odd):F4} | {Figures.ShareAbove(odd, threshold):F4} | {ruler.Name} {ruler.Auc:F4} |\n";

    private string Line(string name, IReadOnlyList<double> normal, IReadOnlyList<double> odd, Flows benign, Flows attacks) =>
        Line(name, normal, odd, detector.Threshold, Ruler(benign, attacks)[0]);

    /// <summary>Features by how well they tell attacks, each in the direction that suits it.</summary>
    private static List<(string Name, double Auc)> Ruler(Flows benign, Flows attacks) =>
    [
        .. Flows.Names.Select((name, i) => (Name: name, Auc: Figures.RocAuc([.. benign.Features.Select(row => row[i])], [.. attacks.Features.Select(row => row[i])])))
            .Select(feature => (feature.Name, Auc: Math.Max(feature.Auc, 1 - feature.Auc)))
            .OrderByDescending(feature => feature.Auc),
    ];
}
