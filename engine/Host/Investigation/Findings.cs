using StreamGuard.Contracts;

namespace StreamGuard.Host.Investigation;

/// <summary>All that was found out about a key.</summary>
internal sealed record Findings
{
    public required string Pipeline { get; init; }

    public required Key Key { get; init; }

    public required Period Period { get; init; }

    public required Timeline Timeline { get; init; }

    /// <summary>The newest, in the order of their times.</summary>
    public required IReadOnlyList<KeyAlert> Alerts { get; init; }

    /// <summary>How many there are in the period; <see cref="Alerts"/> may be fewer.</summary>
    public required long AlertCount { get; init; }

    /// <summary>The key beside all others; null where no features of it were found.</summary>
    public Comparison? Comparison { get; init; }

    /// <summary>Nothing at all is known of the key.</summary>
    public bool AreNone => Timeline.Count == 0 && AlertCount == 0 && Comparison is null;
}

/// <summary>The times that are looked at; null for no bound.</summary>
/// <param name="From">The first moment.</param>
/// <param name="Until">The first moment behind it.</param>
internal sealed record Period(DateTimeOffset? From, DateTimeOffset? Until)
{
    /// <summary>As a condition in SQL.</summary>
    public string Condition(string time)
    {
        var conditions = new List<string>();
        if (From is { } from) conditions.Add($"{Sql.Name(time)} >= {Moment(from)}");
        if (Until is { } until) conditions.Add($"{Sql.Name(time)} < {Moment(until)}");
        return conditions.Count == 0 ? "true" : string.Join(" and ", conditions);
    }

    public static string Moment(DateTimeOffset at) => FormattableString.Invariant($"timestamptz '{at.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}+00'");
}

/// <summary>How many events of each type there were when.</summary>
/// <param name="By">The column that tells types apart; null when the rows of a table are one type.</param>
/// <param name="Step">How long a bar is.</param>
/// <param name="Types">The commonest first; the last may stand for all others.</param>
/// <param name="Bars">In order of time; a span without an event has none.</param>
internal sealed record Timeline(string? By, TimeSpan Step, IReadOnlyList<TypeCount> Types, IReadOnlyList<TimelineBar> Bars)
{
    /// <summary>The name of all types that have none of their own.</summary>
    public const string Others = "others";

    public long Count => Types.Sum(type => type.Count);

    /// <summary>Of the first and the last event; null when there are none.</summary>
    public DateTimeOffset? First { get; init; }

    public DateTimeOffset? Last { get; init; }
}

/// <summary>A type of event, and how many there were.</summary>
internal sealed record TypeCount(string Type, long Count);

/// <summary>The events of a span of time.</summary>
/// <param name="At">When it begins.</param>
/// <param name="Counts">By type.</param>
internal sealed record TimelineBar(DateTimeOffset At, IReadOnlyDictionary<string, long> Counts);

/// <summary>A row as it was found, with what its cells mean.</summary>
internal sealed record FoundRow(IReadOnlyList<QueryColumn> Columns, string?[] Cells)
{
    public string? Cell(string column)
    {
        for (var i = 0; i < Columns.Count; i++)
            if (Columns[i].Name == column) return Cells[i];
        return null;
    }

    /// <summary>Without some columns, and without those that are null.</summary>
    public IEnumerable<(QueryColumn Column, string Cell)> Told(params string?[] without) =>
        Columns.Zip(Cells).Where(each => each.Second is not null && !without.Contains(each.First.Name)).Select(each => (each.First, each.Second!));
}

/// <summary>An alert, and the key's last events up to it, in order of time.</summary>
/// <param name="At">Its time.</param>
/// <param name="Row">All of it.</param>
/// <param name="Before">The events.</param>
internal sealed record KeyAlert(DateTimeOffset At, FoundRow Row, IReadOnlyList<KeyEvent> Before)
{
    public string Rule => Row.Cell("rule") ?? "";

    public string? Severity => Row.Cell("severity");

    public string? Message => Row.Cell("message");
}

/// <summary>An event of the key.</summary>
/// <param name="At">Its time.</param>
/// <param name="Table">Where it was found.</param>
/// <param name="Row">All of it.</param>
internal sealed record KeyEvent(DateTimeOffset At, string Table, FoundRow Row);

/// <summary>The newest features of a key beside those of the cohort, which it is one of.</summary>
/// <param name="Source">Where they were found.</param>
/// <param name="Keys">How many the cohort is.</param>
/// <param name="Row">The key's own row.</param>
/// <param name="Features">Those that stand out most first.</param>
internal sealed record Comparison(string Source, long Keys, FoundRow Row, IReadOnlyList<ComparedFeature> Features);

/// <summary>A feature of the key in its cohort.</summary>
/// <param name="Name">Its column.</param>
/// <param name="Value">The key's; null when it has none.</param>
/// <param name="Mean">The cohort's.</param>
/// <param name="Deviation">The standard deviation of a sample; null for fewer than two keys.</param>
/// <param name="Percentile">How many percent of the cohort are below the key's value, those equal to it counted half.</param>
/// <param name="Spread">The cohort's 5th, 25th, 50th, 75th and 95th percentile.</param>
internal sealed record ComparedFeature(string Name, double? Value, double? Mean, double? Deviation, double? Percentile, IReadOnlyList<double?> Spread)
{
    /// <summary>Deviations from the mean; null where the cohort has none.</summary>
    public double? Distance => Value is { } value && Mean is { } mean && Deviation is > 0 and var deviation ? (value - mean) / deviation : null;
}
