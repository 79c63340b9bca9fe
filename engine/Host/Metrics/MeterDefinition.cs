using StreamGuard.Core.Runtime;

namespace StreamGuard.Host.Metrics;

/// <summary>What a meter's values mean.</summary>
internal enum MeterKind
{
    /// <summary>Rises, and begins at 0 with the run or the process.</summary>
    Counter,

    /// <summary>Rises and falls.</summary>
    Gauge,

    /// <summary>Counts spans of time by their length.</summary>
    Histogram,
}

/// <summary>A meter: what it is called, what it means, and how its values are read. Names follow Prometheus' conventions.</summary>
/// <param name="Name">In full, with its unit, and <c>_total</c> of a counter.</param>
/// <param name="Kind">What its values mean.</param>
/// <param name="Unit">seconds, bytes, ratio, rows, …; empty where there is none.</param>
/// <param name="Help">A sentence.</param>
/// <param name="Labels">Their names. Their values come from plans, or are bounded.</param>
/// <param name="Read">The values now.</param>
internal sealed record MeterDefinition(string Name, MeterKind Kind, string Unit, string Help, IReadOnlyList<string> Labels, Func<Reading, IEnumerable<Sample>> Read);

/// <summary>A value of a meter.</summary>
/// <param name="Labels">Values of its labels, in their order.</param>
/// <param name="Value">Of a histogram nothing.</param>
/// <param name="Histogram">Of a histogram; null of others.</param>
internal readonly record struct Sample(IReadOnlyList<string> Labels, double Value, HistogramFigures? Histogram = null);
