using System.Text.Json;
using System.Text.Json.Nodes;

namespace StreamGuard.Host.Http;

/// <summary>
/// Columns that nobody is to see in what a host tells; their values neither, where they stand in other texts of the same row,
/// such as the message of an alert.
/// </summary>
internal sealed class ColumnMask(IEnumerable<string> columns)
{
    /// <summary>What stands in the place of a value.</summary>
    public const string Masked = "***";

    // A shorter value stands in many texts that do not mean it.
    private const int ShortestElsewhere = 3;

    private readonly HashSet<string> _columns = [.. columns];

    public static ColumnMask None { get; } = new([]);

    public bool IsEmpty => _columns.Count == 0;

    public bool Hides(string column) => _columns.Contains(column);

    /// <summary>The values of a row that must not stand in its other texts, the longest first: one may stand in another.</summary>
    /// <param name="cells">The row's columns with what is in them.</param>
    public IReadOnlyList<string> Hidden(IEnumerable<(string Column, object? Value)> cells) => IsEmpty ? [] :
    [
        .. cells.Where(cell => Hides(cell.Column)).Select(cell => cell.Value).OfType<string>().Where(text => text.Length >= ShortestElsewhere)
            .Distinct().OrderByDescending(text => text.Length),
    ];

    /// <summary>A text without values of its row.</summary>
    /// <param name="text">The text.</param>
    /// <param name="hidden">As <see cref="Hidden"/> gives them.</param>
    public static string Text(string text, IReadOnlyList<string> hidden)
    {
        foreach (var value in hidden) text = text.Replace(value, Masked, StringComparison.Ordinal);
        return text;
    }

    /// <summary>JSON without values of its row, in names and texts at any depth.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="hidden">As <see cref="Hidden"/> gives them.</param>
    public static string JsonText(string json, IReadOnlyList<string> hidden)
    {
        if (hidden.Count == 0) return json;
        try
        {
            return Without(JsonNode.Parse(json), hidden)?.ToJsonString() ?? "null";
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            // Too deep, or with a name twice: what cannot be looked through is not shown.
            return $"\"{Masked}\"";
        }
    }

    private static JsonNode? Without(JsonNode? node, IReadOnlyList<string> hidden)
    {
        switch (node)
        {
            case JsonObject map:
                var entries = new JsonObject();
                foreach (var (name, value) in map) entries[Text(name, hidden)] = Without(value, hidden);
                return entries;
            case JsonArray list:
                return new JsonArray([.. list.Select(item => Without(item, hidden))]);
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                return Text(value.GetValue<string>(), hidden);
            default:
                return node?.DeepClone();
        }
    }
}
