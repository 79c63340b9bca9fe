namespace StreamGuard.Core.Decoders.Json;

/// <summary>
/// JSON lines: a record is an object on a line of its own; blank lines are skipped. A missing field and null are null,
/// of duplicate names the last counts, and an integral number (5.0, 1e3) fits an int column. Text is never a number. A
/// timestamp is text as ISO 8601 has it, in UTC where it names no zone, or a number where the column has a unit; a
/// duration is text (5s) or a number with a unit. A column's <c>from</c> reaches into nested records: <c>a.b[0]</c>.
/// </summary>
/// <example>
/// json: {}
/// </example>
public sealed record JsonOptions;
