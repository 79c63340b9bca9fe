using System.Text;
using System.Text.Json;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Detectors.Models;

/// <summary>Reads detectors from JSON, believing nothing.</summary>
/// <param name="root">The document.</param>
/// <param name="format">What its kind must be.</param>
/// <param name="path">Of the file, for the forest in it.</param>
/// <param name="options">How the forest is run.</param>
/// <param name="formats">Finds the forest's format.</param>
internal sealed class DetectorReader(JsonElement root, string format, string path, ModelOptions options, Func<string, IModelFormat?> formats)
{
    /// <exception cref="ModelException">It is another kind of file, or a broken one.</exception>
    public DetectorSet Read()
    {
        if (Field(root, "kind") is not { ValueKind: JsonValueKind.String } kind || kind.GetString() != format) throw new ModelException($"it is no model of the kind '{format}'");
        var features = Names();
        var detectors = new List<IDetector>();
        if (root.TryGetProperty("forest", out var forest)) detectors.Add(Forest(forest, features.Count));
        if (root.TryGetProperty("kmeans", out var kmeans)) detectors.Add(KMeans(kmeans, features.Count));
        if (root.TryGetProperty("robust", out var robust)) detectors.Add(Robust(robust, features.Count));
        if (detectors.Count == 0 || (format != DetectorFormat.Ensemble && detectors.Count > 1)) throw new ModelException($"it has {detectors.Count} detectors");
        return new DetectorSet(features, detectors, Number(root, "threshold"));
    }

    private List<string> Names()
    {
        var names = List(root, "features").Select(name => name.ValueKind == JsonValueKind.String ? name.GetString()! : throw Wrong("features", "a list of names")).ToList();
        return names.Count > 0 ? names : throw Wrong("features", "a list of names");
    }

    private ForestDetector Forest(JsonElement part, int features)
    {
        var model = Encoding.UTF8.GetBytes(Field(part, "model").GetRawText());
        if (formats(ForestDetector.Format) is not { } trees) throw new ModelException($"nothing here reads the format '{ForestDetector.Format}', which it is made of");
        var loaded = trees.Load(new ModelFile(path, model), options);
        if (loaded.Inputs[0].Width != features) throw new ModelException($"its forest asks for {loaded.Inputs[0].Width} features, and it has {features}");
        return new ForestDetector(loaded, model, features, Number(part, "low"), Number(part, "high"), Ranks(part), Number(part, "threshold"));
    }

    private static KMeansDetector KMeans(JsonElement part, int features)
    {
        var centres = List(part, "centres").SelectMany(centre => Numbers(centre, "centres", features)).ToArray();
        if (centres.Length == 0) throw Wrong("centres", "a list of points");
        return new KMeansDetector(centres, features, Number(part, "inertia"), Ranks(part), Number(part, "threshold"));
    }

    private static RobustDetector Robust(JsonElement part, int features)
    {
        var (median, deviation) = (Numbers(Field(part, "median"), "median", features), Numbers(Field(part, "deviation"), "deviation", features));
        if (deviation.Any(each => each < 0)) throw Wrong("deviation", "a list of numbers not below 0");
        return new RobustDetector(median, deviation, Ranks(part), Number(part, "threshold"));
    }

    private static Ranks Ranks(JsonElement part)
    {
        var ranks = Field(part, "ranks");
        var values = Numbers(Field(ranks, "values"), "values", -1);
        var shares = Numbers(Field(ranks, "shares"), "shares", values.Length);
        if (values.Length == 0 || !IsAscending(values) || !IsAscending(shares) || values[0] < 0 || shares[0] < 0 || shares[^1] > 1) throw Wrong("ranks", "ascending values and shares");
        return new Ranks(values, shares);
    }

    private static bool IsAscending(double[] values)
    {
        for (var i = 1; i < values.Length; i++)
            if (values[i] < values[i - 1]) return false;
        return true;
    }

    private static double[] Numbers(JsonElement list, string name, int count)
    {
        if (list.ValueKind != JsonValueKind.Array || (count >= 0 && list.GetArrayLength() != count)) throw Wrong(name, $"{count} numbers");
        return [.. list.EnumerateArray().Select(item => Finite(item, name))];
    }

    private static double Number(JsonElement of, string name) => Finite(Field(of, name), name);

    private static double Finite(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Number && item.TryGetDouble(out var number) && double.IsFinite(number) ? number : throw Wrong(name, "finite numbers");

    private static IEnumerable<JsonElement> List(JsonElement of, string name) =>
        Field(of, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : throw Wrong(name, "a list");

    private static JsonElement Field(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var found) ? found : throw new ModelException($"it is another kind of file, or a broken one: '{name}' is missing");

    private static ModelException Wrong(string name, string what) => new($"it is a broken model: '{name}' is not {what}");
}
