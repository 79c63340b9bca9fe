namespace StreamGuard.Soak.Hosting.Load;

/// <summary>Numbered rows whose content and time follow from their number alone, so that what must come of them is known.</summary>
internal interface ILoad
{
    /// <summary>The pipeline that reads them.</summary>
    string Pipeline { get; }

    /// <summary>Topics and how many partitions each has.</summary>
    IReadOnlyDictionary<string, int> Topics { get; }

    /// <summary>How many a second.</summary>
    int Rate { get; }

    /// <param name="number">From 0.</param>
    /// <param name="time">When it happens.</param>
    LoadRow Row(long number, DateTime time);
}

/// <summary>A message to be.</summary>
/// <param name="Topic">Where to.</param>
/// <param name="Key">Decides on the partition.</param>
/// <param name="Value">JSON.</param>
internal readonly record struct LoadRow(string Topic, string Key, string Value);
