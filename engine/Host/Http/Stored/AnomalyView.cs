using System.Globalization;
using System.Text.Json;
using StreamGuard.Contracts;

namespace StreamGuard.Host.Http.Stored;

/// <summary>How an anomaly was found.</summary>
internal enum AnomalyKind
{
    /// <summary>By a rule, as rows came.</summary>
    Live,

    /// <summary>By a run over all rows, which has judged a user as a whole.</summary>
    Batch,
}

/// <summary>An anomaly.</summary>
/// <param name="Id">Tells it from others; the same alert, written twice after a crash, has the same.</param>
/// <param name="Kind">live: a rule's alert, as rows came; batch: what a run over all rows has found unlike the others.</param>
/// <param name="Time">Of the row that raised it; of a batch anomaly, of the last event that was looked at.</param>
/// <param name="User">Whom it is about, where its rows have a column user.</param>
/// <param name="Rule">Of a live one: which rule.</param>
/// <param name="Severity">Of a live one: info, warning, high or critical.</param>
/// <param name="Message">What is unusual, for people.</param>
/// <param name="Score">How unusual it is, where that was scored.</param>
/// <param name="Pipeline">Which pipeline has found it; left out where no pipeline of the host writes its table.</param>
/// <param name="Table">Where it is kept: the sink's name.</param>
/// <param name="Row">All its columns; those that are null are left out.</param>
internal sealed record AnomalyView(string Id, AnomalyKind Kind, string Time, string? User, string? Rule, string? Severity, string? Message, double? Score, string? Pipeline, string Table, StoredRow Row)
{
    private static readonly string[] Scores = ["anomaly_score", "forest_score_normalized", "ensemble_score", "score"];

    public static AnomalyView Of(RowPages.PlacedRow placed)
    {
        var (table, row) = (placed.Table, placed.Row);
        var isLive = table.Kind == TableKind.Alerts;
        return new AnomalyView(
            isLive ? placed.Tie : Digest.Of($"{table.Id} {placed.Time} {placed.Tie}"),
            isLive ? AnomalyKind.Live : AnomalyKind.Batch,
            Timestamps.Format(placed.Time),
            row.Cell("user"),
            isLive ? row.Cell("rule") : null,
            isLive ? row.Cell("severity") : null,
            isLive ? row.Cell("message") : Reasons(row),
            Scores.Select(row.Cell).FirstOrDefault(cell => cell is not null) is { } score && double.TryParse(score, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null,
            table.Pipeline,
            table.Name,
            row);
    }

    private static string? Reasons(StoredRow row)
    {
        if (row.Cell("reasons") is not { } reasons) return null;
        try
        {
            return $"unlike the others in {string.Join(", ", JsonSerializer.Deserialize<string[]>(reasons) ?? [])}";
        }
        catch (JsonException)
        {
            return reasons;
        }
    }
}
