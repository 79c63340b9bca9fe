using System.Text.Json.Nodes;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines.Binders;

namespace StreamGuard.Core.Pipelines.Docs;

/// <summary>JSON Schemas of what is written as one scalar.</summary>
internal static class ScalarSchemas
{
    private const string DurationPattern = "([0-9.]+(d|h|m|s|ms|us))+";

    /// <summary>The schema of a scalar or a word; null for other types.</summary>
    public static JsonObject? Of(Type type)
    {
        if (type == typeof(ColumnType)) return ColumnTypeSchema();
        if (WordType.Of(type) is { } words) return new JsonObject { ["enum"] = new JsonArray([.. words.Words.Select(word => (JsonNode)word)]) };
        if (type == typeof(string)) return Types("string", "number", "boolean");
        if (type == typeof(ExpressionText)) return Types("string", "number", "boolean");
        if (type == typeof(object)) return Types("string", "number", "boolean");
        if (type == typeof(bool)) return Types("boolean");
        if (type == typeof(int) || type == typeof(long)) return Types("integer");
        if (type == typeof(double)) return Types("number");
        if (type == typeof(Duration)) return Pattern($"^{DurationPattern}$");
        if (type == typeof(Extent)) return Pattern($"^([0-9]+ rows?|{DurationPattern})$");
        if (type == typeof(ByteSize)) return IntegerOr(Pattern("^[0-9.]+ ?([kKmMgGtT]?[bB])?$"));
        if (type == typeof(DiskSize)) return IntegerOr(Pattern("^(disk|[0-9.]+ ?([kKmMgGtT]?[bB])?)$"));
        return type == typeof(BadRowLimit) ? IntegerOr(Pattern("^[0-9.]+%$")) : null;
    }

    /// <summary>Any text that is not typed by a pattern or list of words takes a variable as it is.</summary>
    public static bool TakesAnyText(Type type) => type == typeof(string) || type == typeof(ExpressionText) || type == typeof(object);

    private static JsonObject ColumnTypeSchema()
    {
        var plain = WordType.OfColumnType.Words.Where(word => !word.Contains('(', StringComparison.Ordinal)).ToList();
        var words = new JsonObject { ["enum"] = new JsonArray([.. plain.Select(word => (JsonNode)word)]) };
        return new JsonObject { ["anyOf"] = new JsonArray(words, Pattern($"^list\\(({string.Join('|', plain)})\\)$")) };
    }

    private static JsonObject Types(params string[] types) =>
        new() { ["type"] = types.Length == 1 ? types[0] : new JsonArray([.. types.Select(type => (JsonNode)type)]) };

    private static JsonObject Pattern(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };

    private static JsonObject IntegerOr(JsonObject other) =>
        new() { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "integer", ["minimum"] = 0 }, other) };
}
