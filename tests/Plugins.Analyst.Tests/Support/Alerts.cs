using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Analyst.Tests.Support;

/// <summary>Rows as rules make them, and events of their users.</summary>
internal static class Alerts
{
    public static readonly Schema Schema = new(
    [
        new("at", ColumnType.Timestamp), new("rule", ColumnType.String), new("severity", ColumnType.String), new("alert_id", ColumnType.String),
        new("user", ColumnType.String), new("message", ColumnType.String), new("score", ColumnType.Float), new("details", ColumnType.Json),
    ]) { EventTime = "at", Identity = ["alert_id"] };

    public static readonly Schema Events = new(
        [new("at", ColumnType.Timestamp), new("user", ColumnType.String), new("action", ColumnType.String), new("failures", ColumnType.Int)]) { EventTime = "at" };

    public static DateTime Start { get; } = new(2025, 11, 8, 14, 0, 0, DateTimeKind.Utc);

    public static object?[] Row(
        string id = "a1", string? user = "alice", string? severity = "high", string? rule = "burst", string message = "30 events", double minutes = 0, double? score = 1.5, string? details = null) =>
        [Start.AddMinutes(minutes), rule, severity, id, user, message, score, details];

    public static object?[] Event(string user, string action = "login", long failures = 0, double minutes = 0) => [Start.AddMinutes(minutes), user, action, failures];

    public static Batch Batch(Schema schema, params object?[][] rows)
    {
        var builder = new BatchBuilder(schema);
        foreach (var row in rows) builder.Row(row);
        return builder.Build();
    }
}
