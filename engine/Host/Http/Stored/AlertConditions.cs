using StreamGuard.Host.Investigation;

namespace StreamGuard.Host.Http.Stored;

/// <summary>Conditions on alerts in SQL, over a table t.</summary>
internal static class AlertConditions
{
    private static readonly string[] Known = ["info", "warning", "high", "critical"];

    /// <param name="rules">Those wanted; none for all.</param>
    public static string Rules(IReadOnlyList<string> rules) => In("rule", rules);

    /// <param name="given">Of the request; null for all.</param>
    /// <exception cref="ApiException">One is none.</exception>
    public static string Severities(string[]? given) => In("severity", Choice.Of("severity", given, Known));

    private static string In(string column, IReadOnlyList<string> values) =>
        values.Count == 0 ? "true" : $"t.{Sql.Name(column)} in ({string.Join(", ", values.Select(Sql.Text))})";
}
