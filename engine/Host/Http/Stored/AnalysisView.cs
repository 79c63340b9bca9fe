using System.Globalization;
using System.Text.Json;
using StreamGuard.Contracts;

namespace StreamGuard.Host.Http.Stored;

/// <summary>An alert and what a language model made of it.</summary>
/// <param name="AlertId">The alert's id: that of /api/anomalies.</param>
/// <param name="Time">Of the alert.</param>
/// <param name="User">Whom it is about, where its rows have a column user.</param>
/// <param name="Rule">Which rule has raised it.</param>
/// <param name="Severity">As the rule says: info, warning, high or critical.</param>
/// <param name="Message">The alert's.</param>
/// <param name="Analysed">There is an answer that can be used.</param>
/// <param name="NotAnalysed">Why there is none.</param>
/// <param name="Summary">What has happened.</param>
/// <param name="LikelyCause">Why.</param>
/// <param name="AssessedSeverity">How grave the model thinks it is.</param>
/// <param name="NextSteps">What to do.</param>
/// <param name="Model">Who has answered.</param>
/// <param name="Tokens">What it cost.</param>
/// <param name="FromCache">The same was asked before.</param>
/// <param name="AnalysedAt">When.</param>
/// <param name="Pipeline">Which pipeline has kept it; left out where no pipeline of the host writes its table.</param>
/// <param name="Table">Where it is kept: the sink's name.</param>
internal sealed record AnalysisView(
    string AlertId, string Time, string? User, string? Rule, string? Severity, string? Message, bool Analysed, string? NotAnalysed, string? Summary, string? LikelyCause,
    string? AssessedSeverity, IReadOnlyList<string>? NextSteps, string? Model, long? Tokens, bool? FromCache, string? AnalysedAt, string? Pipeline, string Table)
{
    public static AnalysisView Of(RowPages.PlacedRow placed)
    {
        var row = placed.Row;
        return new AnalysisView(
            placed.Tie, Timestamps.Format(placed.Time), row.Cell("user"), row.Cell("rule"), row.Cell("severity"), row.Cell("message"), row.Cell("analysed") == "true", row.Cell("not_analysed"),
            row.Cell("summary"), row.Cell("likely_cause"), row.Cell("assessed_severity"), row.Cell("next_steps") is { } steps ? JsonSerializer.Deserialize<string[]>(steps) : null, row.Cell("model"),
            long.TryParse(row.Cell("tokens"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var tokens) ? tokens : null,
            row.Cell("from_cache") is { } cached ? cached == "true" : null, row.Cell("analysed_at"), placed.Table.Pipeline, placed.Table.Name);
    }
}
