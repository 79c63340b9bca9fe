using StreamGuard.Contracts;

namespace StreamGuard.Core.History;

/// <summary>
/// Adds to each row what is known of its key as of that row: how often it was seen, whether the address is new, how unusual a
/// value is. An expression may mix functions of the history (count, seen, zscore …; every aggregate is one) with ordinary
/// functions and the row's own columns, and may read columns written before it. Functions of the history read all earlier
/// rows of the key, or with <c>last:</c> and <c>before:</c> some of them: <c>count(last: 10m)</c>.
/// </summary>
/// <remarks>
/// Nulls are equal as keys: rows whose key is null have a history of their own. A row without event time is a dead letter,
/// where the stream has one. Without ttl and max_keys every key is remembered for good; explain says what a key takes. One row
/// from the future moves the watermark there, and with it every ttl: leave such rows out by a filter ahead of this.
/// </remarks>
/// <example>
/// over:
///   key: [user]
///   order: arrival
///   ttl: 30d
///   compute:
///     events_seen: count()
///     new_ip: not seen(source_ip)
///     threat_zscore: zscore(threat_score)
///     quiet_for: elapsed(time)
/// </example>
public sealed record OverOptions
{
    /// <summary>Columns whose values have a history of their own; a null is a value like others. None makes one history of all rows.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>
    /// In which order rows become history. Must be written. arrival answers at once; what a row sees then depends on what had
    /// come before it. event_time holds rows until the watermark and takes them by event time: the answer is the same for
    /// every order of arrival within the disorder.
    /// </summary>
    public required OverOrder Order { get; init; }

    /// <summary>With order: event_time, columns by which rows of one instant are ordered; behind them, or without, by source position. Of no use with arrival.</summary>
    public IReadOnlyList<string> Tie { get; init; } = [];

    /// <summary>
    /// Which rows a row sees: earlier leaves out the row itself and what comes after it at the same instant; self counts the
    /// row too; instant counts every row of the same instant, and needs order: event_time.
    /// </summary>
    public Sees Sees { get; init; }

    /// <summary>A key is forgotten when the watermark is so far beyond its newest row. A row from the future moves the watermark, where max_future of event_time lets it through.</summary>
    [Positive]
    public Duration? Ttl { get; init; }

    /// <summary>Most keys remembered: a further one takes the place of the key longest unseen, which is counted as evicted.</summary>
    [Positive]
    public int? MaxKeys { get; init; }

    /// <summary>With order: event_time, what becomes of a row later than the watermark: drop (counted) or dead_letter. Must be written there; arrival has no use for it.</summary>
    public OverLate? Late { get; init; }

    /// <summary>New columns and their expressions, in order.</summary>
    [NotEmpty]
    public required IReadOnlyDictionary<string, ExpressionText> Compute { get; init; }
}

/// <summary>In which order rows become history.</summary>
public enum OverOrder
{
    /// <summary>As they come; answers leave at once.</summary>
    Arrival,

    /// <summary>By event time, once the watermark has passed.</summary>
    EventTime,
}

/// <summary>What becomes of a late row.</summary>
public enum OverLate
{
    /// <summary>It is left out and counted as late.</summary>
    Drop,

    /// <summary>It becomes a dead letter.</summary>
    DeadLetter,
}
