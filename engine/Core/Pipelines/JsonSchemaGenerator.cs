using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using StreamGuard.Core.Pipelines.Binders;
using StreamGuard.Core.Pipelines.Docs;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Pipelines;

/// <summary>
/// Writes the JSON Schema of pipeline files (draft 07, which YAML editors read best) from the records that options bind
/// to: completion, hover text and checks while writing.
/// </summary>
public static class JsonSchemaGenerator
{
    // Quotes and dashes of the docs stay readable; the file is never put into a page.
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema for everything in the registry; the same for the same components.</summary>
    public static string Generate(Registry registry) => new Writer(registry).Schema().ToJsonString(Indented) + "\n";

    private sealed class Writer(Registry registry)
    {
        private readonly ComponentSchemas _components = new(registry, new XmlDocs());

        public JsonObject Schema()
        {
            var head = _components.Head(isPartial: false);
            AddSections(head, "");
            head["profiles"] = new JsonObject
            {
                ["description"] = "Changes by name, chosen with --profile: a kind replaces the kind and with it decode and columns, other keys merge, null removes.",
                ["type"] = "object",
                ["additionalProperties"] = Ref("profile"),
            };
            return new JsonObject
            {
                ["$schema"] = "http://json-schema.org/draft-07/schema#",
                ["title"] = "StreamGuard.Dataflow pipeline",
                ["type"] = "object",
                ["additionalProperties"] = false,
                ["required"] = new JsonArray("pipeline", "sources", "sinks"),
                ["properties"] = head,
                ["definitions"] = Definitions(),
            };
        }

        private JsonObject Definitions()
        {
            var profile = _components.Head(isPartial: true);
            AddSections(profile, "profile.");
            var definitions = new JsonObject
            {
                ["variable"] = new JsonObject { ["description"] = "A variable of the environment: ${NAME} or ${NAME:-default}.", ["type"] = "string", ["pattern"] = "\\$\\{[A-Za-z_]" },
                ["profile"] = new JsonObject { ["type"] = new JsonArray("object", "null"), ["additionalProperties"] = false, ["properties"] = profile },
            };
            _components.AddDefinitions(definitions);
            return definitions;
        }

        /// <param name="properties">Of a file or of a profile.</param>
        /// <param name="prefix">Of the names of the components' definitions.</param>
        private static void AddSections(JsonObject properties, string prefix)
        {
            foreach (var role in (Role[])[Role.Source, Role.Transform, Role.Sink])
            {
                properties[ComponentKeys.Section(role)] = new JsonObject
                {
                    ["description"] = $"The {ComponentKeys.Section(role)} by name.",
                    ["type"] = "object",
                    ["propertyNames"] = new JsonObject { ["pattern"] = ComponentNames.Pattern },
                    ["additionalProperties"] = Ref(prefix + ComponentKeys.Word(role)),
                };
            }

            properties["dead_letters"] = new JsonObject
            {
                ["description"] = "The sink of every dead letter; unless said otherwise JSON lines in data/<pipeline>.dead/.",
                ["allOf"] = new JsonArray(Ref(prefix + "dead_letters")),
            };
        }

        private static JsonObject Ref(string definition) => new() { ["$ref"] = $"#/definitions/{definition}" };
    }
}
