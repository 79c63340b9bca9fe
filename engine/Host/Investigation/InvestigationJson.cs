using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using StreamGuard.Contracts;

namespace StreamGuard.Host.Investigation;

/// <summary>Findings for other programs.</summary>
internal static class InvestigationJson
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, IndentSize = 2 };

    public static string Of(Findings findings) => JsonSerializer.Serialize(
        new
        {
            findings.Pipeline,
            Key = new { findings.Key.Column, findings.Key.Value },
            From = Time(findings.Period.From),
            Until = Time(findings.Period.Until),
            Events = new
            {
                findings.Timeline.Count,
                First = Time(findings.Timeline.First),
                Last = Time(findings.Timeline.Last),
                findings.Timeline.By,
                Types = findings.Timeline.Types.Select(type => new { type.Type, type.Count }),
                Every = Wording.Step(findings.Timeline.Step),
                Timeline = findings.Timeline.Bars.Select(bar => new { At = Time(bar.At), Counts = new JsonObject(bar.Counts.Select(count => KeyValuePair.Create(count.Key, (JsonNode?)count.Value))) }),
            },
            findings.AlertCount,
            Alerts = findings.Alerts.Select(alert => new
            {
                At = Time(alert.At),
                alert.Rule,
                alert.Severity,
                alert.Message,
                Row = Row(alert.Row),
                Before = alert.Before.Select(each => new { At = Time(each.At), each.Table, Row = Row(each.Row) }),
            }),
            Features = findings.Comparison is not { } comparison ? null : new
            {
                comparison.Source,
                comparison.Keys,
                Row = Row(comparison.Row),
                Compared = comparison.Features.Select(feature => new
                {
                    Feature = feature.Name,
                    feature.Value,
                    feature.Mean,
                    feature.Deviation,
                    feature.Distance,
                    feature.Percentile,
                    P05 = feature.Spread[0],
                    P25 = feature.Spread[1],
                    P50 = feature.Spread[2],
                    P75 = feature.Spread[3],
                    P95 = feature.Spread[4],
                }),
            },
        },
        Options);

    private static string? Time(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);

    private static JsonObject Row(FoundRow row) => new(row.Columns.Zip(row.Cells).Select(each => KeyValuePair.Create(each.First.Name, Node(each.First.Kind, each.Second))));

    /// <summary>A number that JSON does not have is null.</summary>
    private static JsonNode? Node(QueryKind kind, string? cell) => (kind, cell) switch
    {
        (_, null) => null,
        (QueryKind.Number, _) => double.TryParse(cell, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? JsonNode.Parse(cell) : null,
        (QueryKind.Bool or QueryKind.Json, _) => JsonNode.Parse(cell),
        _ => JsonValue.Create(cell),
    };
}
