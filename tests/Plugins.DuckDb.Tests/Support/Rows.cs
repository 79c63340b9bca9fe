using StreamGuard.Contracts;

namespace StreamGuard.Plugins.DuckDb.Tests.Support;

/// <summary>Readings of a rig at noon, a second apart.</summary>
internal static class Rows
{
    public static readonly Schema Schema = new([new("time", ColumnType.Timestamp), new("cycle", ColumnType.Int), new("value", ColumnType.Float), new("note", ColumnType.String)]) { EventTime = "time" };

    public static readonly DateTime Noon = new(2025, 11, 8, 12, 0, 0, DateTimeKind.Utc);

    public static object?[] At(int second, string? note = "a") => [Noon.AddSeconds(second), (long)(second / 60), second / 2.0, note];
}
