using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines.Syntax;

namespace StreamGuard.Core.Models;

/// <summary>A bundle.yaml as JSON, with the notes for people in it, such as how the model was trained. Nothing is checked.</summary>
public static class ModelManifest
{
    /// <summary>Name of the file in a bundle's folder.</summary>
    public const string FileName = BundleFolder.FileName;

    /// <param name="folder">The bundle's.</param>
    /// <exception cref="ModelVersionException">There is none, or it is no YAML.</exception>
    public static JsonNode? Read(string folder)
    {
        try
        {
            var problems = new Problems();
            var tree = YamlReader.Read(Path.Combine(folder, FileName), Encoding.UTF8.GetString(BundleFolder.Read(folder, FileName)), problems);
            return problems.HasErrors ? throw new ModelVersionException(problems.All[0].ToString()) : Of(tree);
        }
        catch (BundleFileException error)
        {
            throw new ModelVersionException(error.Message);
        }
    }

    private static JsonNode? Of(Node? node) => node switch
    {
        MapNode map => new JsonObject(map.Entries.Select(entry => KeyValuePair.Create(entry.Key, Of(entry.Value)))),
        ListNode list => new JsonArray([.. list.Items.Select(Of)]),
        null or { IsNull: true } => null,
        ScalarNode { Style: ScalarStyle.Plain, Text: "true" or "false" } word => JsonValue.Create(word.Text == "true"),
        ScalarNode { Style: ScalarStyle.Plain } plain when long.TryParse(plain.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => JsonValue.Create(whole),
        ScalarNode { Style: ScalarStyle.Plain } plain when double.TryParse(plain.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => JsonValue.Create(number),
        ScalarNode text => JsonValue.Create(text.Text),
        _ => null,
    };
}
