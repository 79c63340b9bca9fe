using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using StreamGuard.Core.Pipelines.Syntax;

namespace StreamGuard.Core.Tests.Pipelines.Docs;

/// <summary>Checks a located tree against the part of JSON Schema that is generated; unknown keywords are refused.</summary>
internal sealed class SchemaChecker(JsonNode root)
{
    private static readonly string[] Remarks = ["$schema", "title", "description", "default", "definitions"];

    public bool Accepts(Node node) => Accepts(root.AsObject(), node);

    private bool Accepts(JsonObject schema, Node node) => schema.All(keyword => Remarks.Contains(keyword.Key) || Holds(keyword.Key, keyword.Value!, schema, node));

    private bool Holds(string keyword, JsonNode value, JsonObject schema, Node node) => keyword switch
    {
        "$ref" => Accepts(Definition((string)value!), node),
        "type" => (value is JsonArray types ? types.Select(type => (string)type!) : [(string)value!]).Any(type => IsType(type, node)),
        "enum" => node is ScalarNode word && value.AsArray().Any(each => (string?)each == word.Text),
        "anyOf" => value.AsArray().Any(each => Accepts(each!.AsObject(), node)),
        "allOf" => value.AsArray().All(each => Accepts(each!.AsObject(), node)),
        "oneOf" => value.AsArray().Count(each => Accepts(each!.AsObject(), node)) == 1,
        "required" => node is not MapNode map || value.AsArray().All(key => map.Find((string)key!) is not null),
        "properties" => node is not MapNode map || map.Entries.All(entry => value[entry.Key] is not JsonObject property || Accepts(property, entry.Value)),
        "additionalProperties" => node is not MapNode map || map.Entries.All(entry => schema["properties"]?[entry.Key] is not null || Additional(value, entry.Value)),
        "propertyNames" => node is not MapNode map || map.Entries.All(entry => Regex.IsMatch(entry.Key, (string)value["pattern"]!)),
        "items" => node is not ListNode list || list.Items.All(item => Accepts(value.AsObject(), item)),
        "minItems" => node is not ListNode list || list.Items.Count >= (int)value,
        "minProperties" => node is not MapNode map || map.Entries.Count >= (int)value,
        "minLength" => node is not ScalarNode text || text.Text.Length >= (int)value,
        "pattern" => node is not ScalarNode text || Regex.IsMatch(text.Text, (string)value!),
        "minimum" => Number(node) is not { } number || number >= (double)value,
        "maximum" => Number(node) is not { } number || number <= (double)value,
        "exclusiveMinimum" => Number(node) is not { } number || number > (double)value,
        _ => throw new NotSupportedException(keyword),
    };

    private bool Additional(JsonNode value, Node node) => value is JsonObject schema ? Accepts(schema, node) : (bool)value;

    private JsonObject Definition(string reference) =>
        root["definitions"]![reference["#/definitions/".Length..]]?.AsObject() ?? throw new JsonException($"{reference} leads nowhere");

    private static double? Number(Node node) => node is ScalarNode { Style: ScalarStyle.Plain } scalar ? Scalars.Number(scalar.Text) : null;

    private static bool IsType(string type, Node node) => type switch
    {
        "object" => node is MapNode,
        "array" => node is ListNode,
        "null" => node.IsNull,
        "boolean" => node is ScalarNode { Style: ScalarStyle.Plain } scalar && Scalars.Bool(scalar.Text) is not null,
        "integer" => node is ScalarNode { Style: ScalarStyle.Plain } scalar && Scalars.Int(scalar.Text) is not null,
        "number" => Number(node) is not null,
        "string" => node is ScalarNode { IsNull: false } scalar && (scalar.Style == ScalarStyle.Quoted || !Scalars.IsNumberOrBool(scalar.Text)),
        _ => throw new NotSupportedException(type),
    };
}
