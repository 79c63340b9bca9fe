namespace StreamGuard.Plugins.Detectors.Models;

/// <summary>One way to tell how strange rows are. May be used by several threads at once.</summary>
internal interface IDetector
{
    /// <summary>As in the model's file: <c>forest</c>.</summary>
    string Name { get; }

    /// <summary>Ranks of its score.</summary>
    Ranks Ranks { get; }

    /// <summary>Above it a row is an anomaly, by this detector alone.</summary>
    double Threshold { get; }

    /// <summary>Scores rows.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="features">Row after row, scaled.</param>
    /// <param name="answers">Gets the score, and whatever else the detector says.</param>
    /// <param name="contributions">Gets what each feature has to do with it, not below 0; empty where that is not asked for.</param>
    /// <returns>The scores, which lie in the answers.</returns>
    double[] Score(int rows, ReadOnlySpan<double> features, Answers answers, Span<double> contributions);
}
