using System.Text.Json.Nodes;
using StreamGuard.Core.Pipelines.Binders;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Pipelines.Docs;

/// <summary>JSON Schemas of components: each role with the keys it may have and the kinds there are.</summary>
internal sealed class ComponentSchemas(Registry registry, XmlDocs docs)
{
    private readonly OptionSchemas _options = new(docs);

    /// <summary>The keys of a file that are no components.</summary>
    public JsonObject Head(bool isPartial) => _options.Properties(new OptionsShape(typeof(FileOptions)), isPartial);

    /// <summary>Adds source, transform, sink, dead_letters and decoder, those of profiles, and each kind.</summary>
    public void AddDefinitions(JsonObject definitions)
    {
        foreach (var prefix in (string[])["", "profile."])
        {
            var isPartial = prefix.Length > 0;
            definitions[prefix + "source"] = Component(Role.Source, SourceKeys(isPartial), [], isPartial);
            definitions[prefix + "transform"] = Component(Role.Transform, WithFrom([]), ["from"], isPartial);
            definitions[prefix + "sink"] = Component(Role.Sink, WithFrom(Properties(typeof(SinkOptions), isPartial)), ["from"], isPartial);
            definitions[prefix + "dead_letters"] = Component(Role.Sink, [], [], isPartial);
        }

        definitions["decoder"] = Decoder();
        foreach (var type in registry.Components.OrderBy(type => type.Role).ThenBy(type => type.Name, StringComparer.Ordinal))
            definitions[Name(type)] = Kind(type);
    }

    private JsonObject Component(Role role, JsonObject keys, string[] required, bool isPartial)
    {
        var kinds = Kinds(role);
        foreach (var kind in kinds) keys[kind.Name] = Ref(Name(kind));
        var result = new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = keys };
        if (isPartial)
        {
            result["type"] = new JsonArray("object", "null");
            return result;
        }

        if (required.Length > 0) result["required"] = new JsonArray([.. required.Select(key => (JsonNode)key)]);
        result["oneOf"] = new JsonArray([.. kinds.Select(kind => OptionSchemas.RequireKey(kind.Name))]);
        return result;
    }

    private JsonObject SourceKeys(bool isPartial)
    {
        var keys = Properties(typeof(SourceOptions), isPartial);
        keys["decode"] = new JsonObject { ["description"] = "How bytes become rows: a decoder's name, or a map of it to its options.", ["allOf"] = new JsonArray(Ref("decoder")) };
        keys["columns"] = new JsonObject
        {
            ["description"] = "The columns to read, in order: name to type, or to a map with more.",
            ["type"] = isPartial ? new JsonArray("object", "null") : "object",
            ["additionalProperties"] = _options.Record(typeof(ColumnOptions)),
        };
        var time = _options.Map(new OptionsShape(typeof(EventTimeOptions)), isPartial);
        time["description"] = docs.Summary(typeof(EventTimeOptions));
        if (isPartial) time["type"] = new JsonArray("object", "null");
        keys["event_time"] = time;
        return keys;
    }

    private JsonObject Properties(Type record, bool isPartial) => _options.Properties(new OptionsShape(record), isPartial);

    private static JsonObject WithFrom(JsonObject keys)
    {
        keys["from"] = new JsonObject
        {
            ["description"] = "The component whose rows it takes, or a list of them; name.dead for a component's dead letters.",
            ["anyOf"] = new JsonArray(
                new JsonObject { ["type"] = "string" },
                new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" }, ["minItems"] = 1 }),
        };
        return keys;
    }

    private JsonObject Decoder()
    {
        var words = new JsonObject { ["enum"] = new JsonArray([.. Kinds(Role.Decoder).Select(kind => (JsonNode)kind.Name)]) };
        return new JsonObject { ["anyOf"] = new JsonArray(words, Component(Role.Decoder, [], [], isPartial: false), new JsonObject { ["type"] = "null" }) };
    }

    private JsonObject Kind(ComponentType type)
    {
        var result = new JsonObject();
        if (docs.Summary(type.Options) is { } summary)
        {
            var origin = type.Plugin is null ? "" : $"\n\nComes with the plugin {type.Plugin}.";
            var example = docs.Example(type.Options) is { } text ? $"\n\nExample:\n\n{text}" : "";
            result["description"] = summary + origin + example;
        }

        var schema = _options.Record(type.Options);
        foreach (var (key, node) in schema.ToList())
        {
            schema.Remove(key);
            result[key] = node;
        }

        return result;
    }

    private List<ComponentType> Kinds(Role role) =>
        [.. registry.Components.Where(type => type.Role == role).OrderBy(type => type.Name, StringComparer.Ordinal)];

    private static string Name(ComponentType type) => $"{ComponentKeys.Word(type.Role)}.{type.Name}";

    private static JsonObject Ref(string definition) => new() { ["$ref"] = $"#/definitions/{definition}" };
}
