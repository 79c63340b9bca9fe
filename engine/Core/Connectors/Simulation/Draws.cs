namespace StreamGuard.Core.Connectors.Simulation;

/// <summary>Draws one after another, all told by a place: a row's are the same whichever rows were made before it.</summary>
internal sealed class Draws(Noise noise)
{
    // More than any row takes.
    private const int PerPlace = 1024;

    private long _next;

    /// <summary>Begins the draws of a place, a row or a device, behind its first ones where those are drawn elsewhere.</summary>
    public void Begin(long place, int from = 0) => _next = place * PerPlace + from;

    /// <summary>Uniform in [0, 1).</summary>
    public double Uniform() => noise.Uniform(_next++);

    /// <summary>Uniform in [low, high).</summary>
    public double Between(double low, double high) => low + (high - low) * Uniform();

    /// <summary>True so often.</summary>
    public bool Happens(double share) => Uniform() < share;

    /// <summary>A number whose logarithm has this median and spread, which is never further off than 2.5 spreads.</summary>
    public double Around(double median, double spread) => spread == 0 ? median : median * Math.Exp(spread * noise.Spread(_next++));

    /// <summary>One of so many, each as often.</summary>
    public int Below(int count) => (int)(Uniform() * count);

    /// <summary>One of several, as often as its weight says.</summary>
    public int Pick(ReadOnlySpan<double> weights)
    {
        var total = 0.0;
        foreach (var weight in weights) total += weight;
        var at = Uniform() * total;
        for (var i = 0; i < weights.Length - 1; i++)
        {
            if (at < weights[i]) return i;
            at -= weights[i];
        }

        return weights.Length - 1;
    }
}
