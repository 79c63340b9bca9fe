namespace StreamGuard.Host.Metrics;

/// <summary>Expressions of PromQL over meters, by definition rather than by name: what is renamed is renamed everywhere.</summary>
internal static class Query
{
    /// <summary>A meter's series, narrowed by label matchers.</summary>
    public static string Of(MeterDefinition meter, string matchers = "") => matchers.Length == 0 ? meter.Name : $"{meter.Name}{{{matchers}}}";

    /// <summary>How fast a counter rises a second.</summary>
    public static string Rate(MeterDefinition counter, string over, string matchers = "") => $"rate({Of(counter, matchers)}[{over}])";

    /// <summary>How much a counter has risen.</summary>
    public static string Increase(MeterDefinition counter, string over, string matchers = "") => $"increase({Of(counter, matchers)}[{over}])";

    /// <summary>What a share of a histogram's spans stayed within.</summary>
    /// <param name="share">0 to 1, as text.</param>
    /// <param name="histogram">A histogram.</param>
    /// <param name="over">How far back.</param>
    /// <param name="matchers">Label matchers.</param>
    public static string Quantile(string share, MeterDefinition histogram, string over, string matchers = "")
    {
        var series = $"{histogram.Name}_bucket{(matchers.Length == 0 ? "" : $"{{{matchers}}}")}";
        return $"histogram_quantile({share}, sum by (le, {string.Join(", ", histogram.Labels)}) (rate({series}[{over}])))";
    }

    /// <summary>Adds up by labels.</summary>
    public static string Sum(string by, string expression) => $"sum by ({by}) ({expression})";

    /// <summary>How much of the time a component is at work.</summary>
    public static string BusyShare(string over, string matchers = "") => $"{Rate(ComponentMeters.Busy, over, matchers)} / {Of(ComponentMeters.Instances, matchers)}";
}
