namespace StreamGuard.Integration.Tests.Support;

/// <summary>A row that was scored: whether it is an attack, its score, and whether it was called an anomaly.</summary>
internal readonly record struct Verdict(bool IsAttack, double Score, bool IsFlagged);

/// <summary>How well verdicts tell attacks from normal rows, by the definitions of scikit-learn.</summary>
internal sealed class Figures(IReadOnlyList<Verdict> verdicts)
{
    private readonly int _attacks = verdicts.Count(verdict => verdict.IsAttack);
    private readonly int _found = verdicts.Count(verdict => verdict is { IsAttack: true, IsFlagged: true });
    private readonly int _false = verdicts.Count(verdict => verdict is { IsAttack: false, IsFlagged: true });

    public int Rows => verdicts.Count;

    public double Precision => (double)_found / (_found + _false);

    public double Recall => (double)_found / _attacks;

    public double F1 => 2 * Precision * Recall / (Precision + Recall);

    public double FalsePositiveRate => (double)_false / (Rows - _attacks);

    /// <summary>Share of pairs of an attack and a normal row in which the attack scores higher; ties count half.</summary>
    public double RocAuc
    {
        get
        {
            var pairs = 0.0;
            foreach (var (normal, found, attacks) in Steps()) pairs += normal * (found - attacks + attacks / 2.0);
            return pairs / ((double)_attacks * (Rows - _attacks));
        }
    }

    /// <summary>Average precision: that at each threshold, weighted by the attacks it adds.</summary>
    public double PrAuc
    {
        get
        {
            var (area, above) = (0.0, 0);
            foreach (var (normal, found, attacks) in Steps())
            {
                above += normal + attacks;
                area += (double)attacks / _attacks * found / above;
            }

            return area;
        }
    }

    /// <summary>From the highest score down: how many normal rows and attacks have it, and how many attacks are found so far.</summary>
    private IEnumerable<(int Normal, int Found, int Attacks)> Steps()
    {
        var found = 0;
        foreach (var group in verdicts.GroupBy(verdict => verdict.Score).OrderByDescending(group => group.Key))
        {
            var attacks = group.Count(verdict => verdict.IsAttack);
            found += attacks;
            yield return (group.Count() - attacks, found, attacks);
        }
    }
}
