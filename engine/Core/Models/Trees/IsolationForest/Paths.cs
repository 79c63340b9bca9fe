namespace StreamGuard.Core.Models.Trees.IsolationForest;

/// <summary>Lengths of paths.</summary>
internal static class Paths
{
    private const double EulersConstant = 0.5772156649015329;

    /// <summary>Mean path of an unsuccessful search in a binary tree of so many rows: c(n) of the paper.</summary>
    public static double Average(int rows) => rows switch
    {
        <= 1 => 0,
        2 => 1,
        _ => (2 * (Math.Log(rows - 1.0) + EulersConstant)) - (2 * (rows - 1.0) / rows),
    };
}
