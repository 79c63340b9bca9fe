using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates.Functions;

namespace StreamGuard.Core.Aggregates;

/// <summary>The aggregates that Core brings, a line each.</summary>
internal static class BuiltIns
{
    public static void Register(IComponents components)
    {
        components.Aggregate(new Count());
        components.Aggregate(new CountIf());
        components.Aggregate(new CountDistinct());
        components.Aggregate(new Sum());
        components.Aggregate(new Mean());
        components.Aggregate(Extreme.Min);
        components.Aggregate(Extreme.Max);
        components.Aggregate(Spread.Variance);
        components.Aggregate(Spread.Deviation);
        components.Aggregate(Spread.PopulationVariance);
        components.Aggregate(Spread.PopulationDeviation);
        components.Aggregate(Correlation.Pearson);
        components.Aggregate(Correlation.Covariance);
        components.Aggregate(AtEnds.First);
        components.Aggregate(AtEnds.Last);
        components.Aggregate(new Delta());
        components.Aggregate(new Rate());
        components.Aggregate(new Slope());
        components.Aggregate(Median.Exact);
        components.Aggregate(Median.Approximate);
        components.Aggregate(Percentile.Exact);
        components.Aggregate(Percentile.Approximate);
        components.Aggregate(Verdict.Any);
        components.Aggregate(Verdict.Every);
        components.Aggregate(new Collect());
        components.Aggregate(Weighted.Mean);
        components.Aggregate(Weighted.Deviation);
    }
}
