using StreamGuard.Contracts;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms.Groups;

namespace StreamGuard.Core.Tests.Transforms.Groups;

/// <summary>Groups of logins; times are seconds after a fixed instant.</summary>
internal static class GroupSetup
{
    public static readonly Schema Logins = new([
        new Field("user", ColumnType.String),
        new Field("time", ColumnType.Timestamp),
        new Field("address", ColumnType.String),
        new Field("score", ColumnType.Float),
    ])
    { EventTime = "time" };

    public static TransformHarness Harness(GroupOptions options) => new(new Group(options), binder => binder.IsBounded = true, Logins);

    public static GroupOptions By(string[] key, params (string Name, string Text)[] aggregates) => new()
    {
        Key = key,
        Aggregate = new OrderedDictionary<string, ExpressionText>(aggregates.Select(each => KeyValuePair.Create(each.Name, new ExpressionText(each.Text)))),
    };

    public static object?[] Row(string? user, double second, string? address = "here", double? score = 1) => [user, At(second), address, score];

    public static DateTime At(double second) => new DateTime(2025, 11, 8, 14, 30, 0, DateTimeKind.Utc).AddSeconds(second);

    /// <summary>The rows that came out, values parted by blanks.</summary>
    public static string[] Show(TransformHarness group) =>
        [.. group.Rows.Select(row => string.Join(' ', row.Select(value => value is null ? "null" : FormattableString.Invariant($"{value}"))))];
}
