namespace StreamGuard.Host.Metrics;

/// <summary>
/// What must be remembered from one scrape to the next, for the life of the host. Values of labels that come with the data are
/// bounded: the first so many of each component keep their names, so that no series is ever taken for another; what comes
/// later is "other". And a counter never falls within a run, which would be taken for a restart.
/// </summary>
internal sealed class SeriesMemory
{
    /// <summary>Values that a label may have in a component.</summary>
    public const int Most = 20;

    /// <summary>What stands for all further ones.</summary>
    public const string Other = "other";

    private const int Longest = 100;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Pipeline, string Component, string Label), HashSet<string>> _known = [];
    private readonly Dictionary<(string Pipeline, string Component, string Count), (TimeSpan At, long Value)> _highest = [];

    /// <summary>The value itself, shortened, while there is room for it.</summary>
    public string Bound(string pipeline, string component, string label, string value)
    {
        var shortened = value.Length <= Longest ? value : value[..Longest] + "…";
        lock (_lock)
        {
            if (!_known.TryGetValue((pipeline, component, label), out var known)) _known[(pipeline, component, label)] = known = new(StringComparer.Ordinal);
            return known.Contains(shortened) || (known.Count < Most && known.Add(shortened)) ? shortened : Other;
        }
    }

    /// <summary>
    /// The value, or the highest it had in this run: a sink may refuse later what it has counted as written. One that falls by
    /// more than half has begun anew, such as that of a component that a reload has replaced.
    /// </summary>
    /// <param name="pipeline">Its name.</param>
    /// <param name="component">Its name.</param>
    /// <param name="count">What is counted.</param>
    /// <param name="elapsed">Time since the run began; less than before in a new run.</param>
    /// <param name="value">The count.</param>
    public long Rise(string pipeline, string component, string count, TimeSpan elapsed, long value)
    {
        lock (_lock)
        {
            var isSameRun = _highest.TryGetValue((pipeline, component, count), out var last) && elapsed >= last.At && value >= last.Value / 2;
            var risen = Math.Max(value, isSameRun ? last.Value : 0);
            _highest[(pipeline, component, count)] = (elapsed, risen);
            return risen;
        }
    }
}
