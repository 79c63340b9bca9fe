using System.Text.Json;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Models;

/// <summary>Reads the scaler of a bundle: from its JSON file, whose hash is checked, or as it stands in bundle.yaml.</summary>
internal sealed class ScalerReader(Bundle bundle, BoundOptions bound, Problems problems)
{
    private readonly BundleScaler _options = bundle.Options.Scaler;

    /// <summary>Null where nothing is scaled, and when there was a problem, which has been reported.</summary>
    public Scaler? Read()
    {
        if (_options.Kind == ScalerKind.None) return null;
        if (_options.File is not { } file) return Inline();
        if (bundle.Files.FirstOrDefault(known => known.Name == file) is not { } named)
            return Fail(ProblemCodes.Missing, "scaler.file", "bundle.scaler.sha256 is missing.", $"Write what 'sha256sum {file}' prints.");
        try
        {
            var bytes = BundleFolder.Read(bundle.Folder, file);
            if (BundleFolder.Mismatch(named, bytes) is { } mismatch) return Fail(ProblemCodes.BundleHash, "scaler.file", $"{mismatch}.", HashHint);
            using var json = JsonDocument.Parse(bytes);
            return FromJson(json.RootElement, file);
        }
        catch (BundleFileException error)
        {
            return Fail(ProblemCodes.BundleFile, "scaler.file", $"{error.Message}.");
        }
        catch (JsonException error)
        {
            return Fail(ProblemCodes.BundleScaler, "scaler.file", $"'{file}' is no JSON: {error.Message.TrimEnd('.')}.");
        }
    }

    /// <summary>How to mend a file that is not the one meant.</summary>
    public const string HashHint = "Put the file back that the bundle was made with, or make the bundle anew.";

    private Scaler? Inline()
    {
        if (_options.Mean is { } mean && _options.Scale is { } scale) return Checked([.. mean], [.. scale], "scaler", "the scaler", namesFeatures: false);
        return Fail(ProblemCodes.Missing, "scaler", "a standard scaler needs 'file', or 'mean' and 'scale'.");
    }

    private Scaler? FromJson(JsonElement root, string file)
    {
        if (root.ValueKind != JsonValueKind.Object || Numbers(root, "mean") is not { } mean || Numbers(root, "scale") is not { } scale)
            return Fail(ProblemCodes.BundleScaler, "scaler.file", $"'{file}' must have 'mean' and 'scale', each a list of numbers.");
        var names = root.TryGetProperty("features", out var features) && features.ValueKind == JsonValueKind.Array;
        if (names && !SameOrder([.. features.EnumerateArray().Select(each => each.ToString())], file)) return null;
        return Checked(mean, scale, "scaler.file", $"'{file}'", names);
    }

    private bool SameOrder(string[] names, string file)
    {
        var expected = bundle.Features.Select(feature => feature.Name).ToArray();
        if (names.SequenceEqual(expected)) return true;
        if (names.Length != expected.Length)
        {
            Fail(ProblemCodes.BundleScaler, "scaler.file", $"'{file}' has {names.Length} features, and the bundle {expected.Length}.", Difference(names, expected));
            return false;
        }

        var first = names.Zip(expected).TakeWhile(pair => pair.First == pair.Second).Count();
        Fail(
            ProblemCodes.BundleScaler, $"features[{first}]", $"feature {first + 1} is '{expected[first]}' here and '{names[first]}' in '{file}': they must stand in the same order.",
            Difference(names, expected) ?? "The order of the features is the model's; make both as it was in training.");
        return false;
    }

    private static string? Difference(string[] names, string[] expected)
    {
        var (more, less) = (names.Except(expected).ToList(), expected.Except(names).ToList());
        var words = new List<string>();
        if (more.Count > 0) words.Add($"only the scaler has {string.Join(", ", more)}");
        if (less.Count > 0) words.Add($"only the bundle has {string.Join(", ", less)}");
        return words.Count == 0 ? null : $"{char.ToUpperInvariant(words[0][0])}{string.Join("; ", words)[1..]}.";
    }

    private Scaler? Checked(double[] mean, double[] scale, string path, string what, bool namesFeatures)
    {
        var count = bundle.Features.Count;
        if (mean.Length != count || scale.Length != count)
            return Fail(ProblemCodes.BundleScaler, path, $"{what} has {mean.Length} means and {scale.Length} scales for {count} features.");
        var bad = Enumerable.Range(0, count).FirstOrDefault(i => !double.IsFinite(mean[i]) || !double.IsFinite(scale[i]) || scale[i] == 0, -1);
        return bad < 0
            ? new Scaler(mean, scale, namesFeatures)
            : Fail(ProblemCodes.BundleScaler, path, $"{what} has mean {mean[bad]:R} and scale {scale[bad]:R} for '{bundle.Features[bad].Name}': both must be finite, and the scale not 0.");
    }

    private static double[]? Numbers(JsonElement root, string name) =>
        root.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(each => each.ValueKind == JsonValueKind.Number)
            ? [.. list.EnumerateArray().Select(each => each.GetDouble())]
            : null;

    private Scaler? Fail(string code, string path, string message, string? hint = null)
    {
        problems.Error(code, bound.At(path), message, hint);
        return null;
    }
}
