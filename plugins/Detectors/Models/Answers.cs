namespace StreamGuard.Plugins.Detectors.Models;

/// <summary>What detectors say of some rows. Kept from batch to batch; for one thread.</summary>
internal sealed class Answers(int features)
{
    /// <summary>Values of <see cref="Contributions"/> a row.</summary>
    public int Features => features;

    /// <summary>Of the forest, from 0 to 1.</summary>
    public double[] Forest { get; private set; } = [];

    /// <summary>To the centre of the row's own cluster.</summary>
    public double[] Distance { get; private set; } = [];

    public long[] Cluster { get; private set; } = [];

    /// <summary>The greatest |z|.</summary>
    public double[] Robust { get; private set; } = [];

    /// <summary>Mean of the detectors' ranks; of a single detector its score.</summary>
    public double[] Score { get; private set; } = [];

    /// <summary>What each feature has to do with it, row after row: greater is more. In the measure of a single detector, else as shares of 1.</summary>
    public double[] Contributions { get; private set; } = [];

    /// <summary>Room for what one detector says of the features.</summary>
    public double[] Own { get; private set; } = [];

    public void MakeRoom(int rows)
    {
        if (rows <= Score.Length) return;
        (Forest, Distance, Cluster, Robust, Score) = (new double[rows], new double[rows], new long[rows], new double[rows], new double[rows]);
        (Contributions, Own) = (new double[rows * features], new double[rows * features]);
    }
}
