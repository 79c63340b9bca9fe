using System.Globalization;
using StreamGuard.Host.Output;

namespace StreamGuard.Host.Investigation;

/// <summary>Findings in the words that page and text share.</summary>
internal static class Wording
{
    public const string NoFeatures = "No features of it were found: --features says where they are.";

    /// <summary>What was found, in a sentence.</summary>
    public static string Heading(Findings findings)
    {
        var events = Count(findings.Timeline.Count, "event");
        if (findings.Timeline is { First: { } first, Last: { } last }) events += last > first ? $" from {Time(first)} to {Time(last)}" : $" at {Time(first)}";
        var alerts = Count(findings.AlertCount, "alert");
        var left = findings.AlertCount > findings.Alerts.Count ? $", the newest {findings.Alerts.Count} of them below" : "";
        return $"{events}; {alerts}{left}.{Bounds(findings.Period)}";
    }

    /// <summary>What the features are compared with, in a sentence.</summary>
    public static string Cohort(Comparison comparison) =>
        $"The newest features of {Figures.Count(comparison.Keys)} keys, this one among them, in {comparison.Source}; what stands out most comes first.";

    /// <summary>A number in as many digits as are worth reading.</summary>
    public static string Number(double? number) => number switch
    {
        null => "–",
        { } whole when whole == Math.Floor(whole) && Math.Abs(whole) < 1e15 => whole.ToString("#,0", CultureInfo.InvariantCulture),
        { } large when Math.Abs(large) is >= 1000 and < 1e15 => large.ToString("#,0", CultureInfo.InvariantCulture),
        { } other => other.ToString("G4", CultureInfo.InvariantCulture),
    };

    /// <summary>Deviations from the mean, with a sign.</summary>
    public static string Distance(double? distance) => distance?.ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture) ?? "–";

    public static string Percentile(double? percentile) => percentile?.ToString("0.#", CultureInfo.InvariantCulture) ?? "–";

    /// <summary>A cell of a row: its numbers shortened, its texts whole.</summary>
    public static string Cell(Contracts.QueryColumn column, string? cell) =>
        column.Kind == Contracts.QueryKind.Number && cell is not null && cell.Contains('.', StringComparison.Ordinal) && double.TryParse(cell, CultureInfo.InvariantCulture, out var number) ? Number(number) : cell ?? "";

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>How long a bar of the timeline is.</summary>
    public static string Step(TimeSpan step) => step.TotalDays >= 1 ? "day" : step.TotalHours >= 1 ? "hour" : "minute";

    private static string Count(long count, string of) => $"{Figures.Count(count)} {of}{(count == 1 ? "" : "s")}";

    private static string Bounds(Period period) => (period.From, period.Until) switch
    {
        ({ } from, { } until) => $" From {Time(from)} until {Time(until)}.",
        ({ } from, null) => $" From {Time(from)}.",
        (null, { } until) => $" Until {Time(until)}.",
        _ => "",
    };
}
