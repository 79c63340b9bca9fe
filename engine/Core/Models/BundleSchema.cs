using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using StreamGuard.Core.Pipelines.Binders;
using StreamGuard.Core.Pipelines.Docs;

namespace StreamGuard.Core.Models;

/// <summary>
/// Writes the JSON Schema of bundle.yaml (draft 07) from the records it binds to. Keys that are no options are notes, so
/// every map takes others too.
/// </summary>
public static class BundleSchema
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Generate()
    {
        var docs = new XmlDocs();
        var schema = new OptionSchemas(docs).Map(new OptionsShape(typeof(BundleOptions)));
        var properties = schema["properties"]!.AsObject();
        AllowExpressions(properties);
        AllowGroups(properties);
        properties["threshold"]!["type"] = new JsonArray("object", "null");
        var result = new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "StreamGuard.Dataflow model bundle",
            ["description"] = docs.Summary(typeof(BundleOptions)),
        };
        foreach (var (key, node) in schema.ToList())
        {
            schema.Remove(key);
            result[key] = node;
        }

        return Loosened(result)!.ToJsonString(Indented) + "\n";
    }

    /// <summary>A feature may be a map of its name to an expression.</summary>
    private static void AllowExpressions(JsonObject properties) =>
        Items(properties["features"]!)["anyOf"]!.AsArray().Add(new JsonObject
        {
            ["type"] = "object",
            ["minProperties"] = 1,
            ["maxProperties"] = 1,
            ["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") },
        });

    /// <summary>Outputs may be a list, or stand in groups.</summary>
    private static void AllowGroups(JsonObject properties)
    {
        var outputs = properties["outputs"]!.AsObject();
        var output = outputs["additionalProperties"]!;
        outputs["additionalProperties"] = new JsonObject
        {
            ["anyOf"] = new JsonArray(
                output.DeepClone(),
                new JsonObject { ["type"] = "object", ["not"] = new JsonObject { ["required"] = new JsonArray("name") }, ["additionalProperties"] = new JsonObject { ["anyOf"] = new JsonArray(output.DeepClone(), new JsonObject { ["type"] = new JsonArray("string", "number", "boolean", "array") }) } }),
        };
        var map = outputs.DeepClone().AsObject();
        var description = map["description"]?.DeepClone();
        map.Remove("description");
        properties["outputs"] = new JsonObject
        {
            ["description"] = description,
            ["anyOf"] = new JsonArray(map, new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = output.DeepClone() }),
        };
    }

    private static JsonObject Items(JsonNode list) =>
        list["anyOf"]!.AsArray().Select(form => form!.AsObject()).First(form => form["items"] is not null)["items"]!.AsObject();

    /// <summary>Every map takes notes, and none takes variables: a bundle is the same on every machine.</summary>
    private static JsonNode? Loosened(JsonNode? node)
    {
        if (node is JsonArray list) return new JsonArray([.. list.Where(item => !IsVariable(item)).Select(Loosened)]);
        if (node is not JsonObject map) return node?.DeepClone();
        var result = new JsonObject();
        foreach (var (key, value) in map)
        {
            if (key == "additionalProperties" && value is JsonValue) continue;
            result[key] = Loosened(value);
        }

        return result;
    }

    private static bool IsVariable(JsonNode? node) => node is JsonObject map && map["$ref"] is JsonValue reference && reference.GetValue<string>() == "#/definitions/variable";
}
