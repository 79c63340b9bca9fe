namespace StreamGuard.Plugins.Detectors.Training;

/// <summary>Exact quantiles, linear between neighbours: those of numpy's percentile and Spark's.</summary>
internal static class Quantiles
{
    /// <summary>Sorts the values and gives the one at a share of them.</summary>
    /// <param name="values">At least one; sorted afterwards.</param>
    /// <param name="share">From 0, the least, to 1, the greatest.</param>
    public static double Sorted(double[] values, double share)
    {
        Array.Sort(values);
        var place = share * (values.Length - 1);
        var below = (int)place;
        return below + 1 < values.Length ? values[below] + ((place - below) * (values[below + 1] - values[below])) : values[below];
    }
}
