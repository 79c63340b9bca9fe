namespace StreamGuard.Core.Evaluation;

/// <summary>How alike two detectors see the same rows.</summary>
/// <param name="First">Name of the one.</param>
/// <param name="Second">Name of the other.</param>
/// <param name="Spearman">Correlation of the ranks, equal scores sharing their mean rank; NaN where one gives every row the same.</param>
/// <param name="JaccardOfTop">Of the rows in the top of either, the share in both.</param>
/// <param name="SameVerdict">Share of the rows that both flag, or neither.</param>
public sealed record Agreement(string First, string Second, double Spearman, double JaccardOfTop, double SameVerdict)
{
    /// <param name="first">The one.</param>
    /// <param name="second">The other.</param>
    /// <param name="top">How many rows the top has.</param>
    public static Agreement Of(DetectorScores first, DetectorScores second, int top)
    {
        var (one, other) = (Ranking.Top(first.Scores, top), Ranking.Top(second.Scores, top));
        var both = one.Count(other.Contains);
        var same = first.Flags.Where((flag, row) => flag == second.Flags[row]).Count();
        return new Agreement(
            first.Name, second.Name, Ranking.Correlation(Ranking.Ranks(first.Scores), Ranking.Ranks(second.Scores)),
            (double)both / (one.Count + other.Count - both), (double)same / first.Flags.Length);
    }
}
