using StreamGuard.Contracts;
using StreamGuard.Host.Investigation;

namespace StreamGuard.Host.Http.Stored;

/// <summary>What the rows of a table are.</summary>
internal enum TableKind
{
    /// <summary>What happened.</summary>
    Events,

    /// <summary>What rules have raised, as rows came.</summary>
    Alerts,

    /// <summary>What a run over all rows has judged, anomalies and others.</summary>
    Judged,

    /// <summary>What a language model made of alerts.</summary>
    Analyses,

    /// <summary>Rows without a time.</summary>
    Other,
}

/// <summary>A table that is there.</summary>
/// <param name="Name">The sink that writes it; of a table that no pipeline of the host writes, its name.</param>
/// <param name="Pipeline">Whose it is; null where no pipeline of the host writes it.</param>
/// <param name="Source">Where it is.</param>
/// <param name="Columns">In their order.</param>
internal sealed record StoredTable(string Name, string? Pipeline, QueryTable Source, IReadOnlyList<EvidenceColumn> Columns)
{
    private static readonly string[] Ids = ["alert_id", "event_id"];
    private static readonly string[] Times = ["timestamp", "match_end", "window_end", "last_seen"];

    /// <summary>Tells it from others, as long as it stays where it is.</summary>
    public string Id { get; } = Digest.Of($"{Source.Path}\n{Source.Table}");

    /// <summary>The time of a row; null when it has none.</summary>
    public string? Time { get; } = (Times.Select(name => Columns.FirstOrDefault(column => column.IsTime && column.Name == name)).FirstOrDefault(column => column is not null)
        ?? Columns.FirstOrDefault(column => column.IsTime))?.Name;

    public TableKind Kind =>
        Time is null ? TableKind.Other
        : Has("analysed") && Has("alert_id") ? TableKind.Analyses
        : Has("rule") && Has("severity") && Has("alert_id") ? TableKind.Alerts
        : Has("is_anomaly") ? TableKind.Judged
        : TableKind.Events;

    /// <summary>What tells rows of one time apart, as SQL; rows that are equal in it are alike.</summary>
    public string Tie => Ids.FirstOrDefault(Has) is { } id ? $"coalesce(cast({Sql.Name(id)} as varchar), '')" : "cast(hash(t) as varchar)";

    /// <summary>How it is called in a question.</summary>
    public string From => Source.Table is { } table ? $"main.{Sql.Name(table)}" : Sql.Name(Name);

    public bool Has(string column) => Columns.Any(each => each.Name == column);
}
