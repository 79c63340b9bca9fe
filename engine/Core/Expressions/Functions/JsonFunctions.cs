using System.Globalization;
using System.Text;
using System.Text.Json;
using StreamGuard.Core.Expressions.Kernels;
using StreamGuard.Core.Expressions.Typing;

namespace StreamGuard.Core.Expressions.Functions;

/// <summary>Values inside JSON text, by paths such as <c>a.b[0]</c>; null where there is none, or none of that type.</summary>
internal static class JsonFunctions
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        Define("json_value", "A text, number or bool of the JSON as text; null for objects and lists.",
            "json_value('{\"a\":{\"b\":[7,\"x\"]}}', 'a.b[1]')", "x", "string", Value),
        Define("json_query", "The JSON of a part.", "to_string(json_query('{\"a\":[1,2]}', 'a'))", "[1,2]", "json", Query),
        Define("json_float", "A number of the JSON.", "json_float('{\"a\":1.5}', 'a')", "1.5", "float", Float),
        Define("json_int", "A whole number of the JSON.", "json_int('{\"a\":3}', 'a')", "3", "int", Int),
        Define("json_bool", "A true or false of the JSON.", "json_bool('{\"a\":true}', 'a')", "true", "bool", Bool),
    ];

    public static Utf8? Value(TextArena arena, Utf8 json, JsonPath path)
    {
        if (path.Find(json) is not { } part || part.Length == 0) return null;
        if (part.Span[0] is (byte)'{' or (byte)'[' or (byte)'n') return null;
        if (part.Span[0] != '"') return part;
        var reader = new Utf8JsonReader(part.Span);
        reader.Read();
        try
        {
            return arena.Keep(reader.CopyString(arena.Room(part.Length)));
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair or bytes that are no UTF-8 make no text.
            return null;
        }
    }

    public static Utf8? Query(TextArena arena, Utf8 json, JsonPath path) => path.Find(json);

    public static double? Float(TextArena arena, Utf8 json, JsonPath path) =>
        path.Find(json) is { Length: > 0 } part && part.Span[0] != '"' ? ConversionFunctions.FloatOfText(part) : null;

    public static long? Int(TextArena arena, Utf8 json, JsonPath path) =>
        Float(arena, json, path) is { } number && number == Math.Floor(number)
            ? ConversionFunctions.IntOfText(path.Find(json)!.Value) ?? ConversionFunctions.IntOfFloat(number)
            : null;

    public static bool? Bool(TextArena arena, Utf8 json, JsonPath path) =>
        path.Find(json) is { Length: > 0 } part && part.Span[0] is (byte)'t' or (byte)'f' ? part.Span[0] == 't' : null;

    private static FunctionDefinition Define(string name, string summary, string example, string value, string result, Delegate method) =>
        new(name, FunctionCategory.Json, summary, () =>
            [Overload.Of($"(json: json, path: json_path) -> {result}", method), Overload.Of($"(text: string, path: json_path) -> {result}", method)])
        {
            Examples = [new(example, value)],
        };
}

/// <summary>A path into JSON: names and, in brackets, places counted from 0.</summary>
internal sealed class JsonPath
{
    // A name's UTF-8 bytes, or an int.
    private readonly List<object> _steps = [];

    /// <exception cref="FormatException">No path.</exception>
    public static object Parse(string text)
    {
        var path = new JsonPath();
        var rest = text.StartsWith("$.", StringComparison.Ordinal) ? text[2..] : text;
        foreach (var step in rest.Split('.'))
        {
            var parts = step.Split('[');
            if (parts[0].Length > 0) path._steps.Add(Encoding.UTF8.GetBytes(parts[0]));
            else if (parts.Length == 1) throw new FormatException($"'{text}' is no path: write a.b[0].");
            foreach (var place in parts.Skip(1))
            {
                var isPlace = int.TryParse(place.AsSpan(0, Math.Max(0, place.Length - 1)), NumberStyles.None, CultureInfo.InvariantCulture, out var index);
                path._steps.Add(isPlace && place.EndsWith(']') ? index : throw new FormatException($"'{text}' is no path: write a.b[0]."));
            }
        }

        return path;
    }

    /// <summary>The JSON at the path, as written; null where there is none, or no JSON at all.</summary>
    public Utf8? Find(Utf8 json)
    {
        try
        {
            var reader = new Utf8JsonReader(json.Span);
            if (!reader.Read()) return null;
            return Find(ref reader, 0) is var (start, end) ? json.Slice(start, end - start) : null;
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            // Text that is no JSON, or has a name that is no text, has no value at any path.
            return null;
        }
    }

    // Reads to the end of the value it stands at; of duplicate names the last counts.
    private (int Start, int End)? Find(ref Utf8JsonReader reader, int step)
    {
        var start = (int)reader.TokenStartIndex;
        if (step == _steps.Count)
        {
            reader.Skip();
            return (start, (int)reader.BytesConsumed);
        }

        var wanted = reader.TokenType == JsonTokenType.StartObject ? _steps[step] as byte[] : null;
        var place = reader.TokenType == JsonTokenType.StartArray ? _steps[step] as int? : null;
        if (wanted is null && place is null)
        {
            reader.Skip();
            return null;
        }

        (int, int)? found = null;
        for (var index = 0; reader.Read() && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray); index++)
        {
            var isIt = wanted is not null ? reader.ValueTextEquals(wanted) : index == place;
            if (wanted is not null) reader.Read();
            if (isIt) found = Find(ref reader, step + 1);
            else reader.Skip();
        }

        return found;
    }
}
