using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Pipelines.Binders;
using StreamGuard.Core.Pipelines.Syntax;

namespace StreamGuard.Core.Models;

/// <summary>Reads a bundle.yaml, and the scaler beside it. Every problem is reported where it stands.</summary>
internal sealed class BundleReader
{
    private readonly string _folder;
    private readonly string _file;
    private readonly Problems _problems;
    private readonly Problems _found = new();

    private BundleReader(string folder, Problems problems) => (_folder, _file, _problems) = (folder, Path.Combine(folder, BundleFolder.FileName), problems);

    /// <summary>The bundle of a folder; null when there was a problem, which has been reported.</summary>
    public static Bundle? Read(string folder, Problems problems)
    {
        var reader = new BundleReader(folder, problems);
        var bundle = reader.Read();
        foreach (var problem in reader._found.All) problems.Add(problem);
        return reader._found.HasErrors ? null : bundle;
    }

    private Bundle? Read()
    {
        byte[] bytes;
        try
        {
            bytes = BundleFolder.Read(_folder, BundleFolder.FileName);
        }
        catch (BundleFileException error)
        {
            _found.Error(ProblemCodes.BundleFile, new Location(_file, 0, 0), $"{Sentence(error.Message)}.");
            return null;
        }

        var tree = YamlReader.Read(_file, Encoding.UTF8.GetString(bytes), _found);
        if (tree is MapNode root) return Bind(root, BundleFolder.HashOf(bytes));
        if (!_found.HasErrors) _found.Error(ProblemCodes.WrongType, tree?.At ?? new Location(_file, 1, 1), "A bundle.yaml must be a map.", "Begin with 'name: my-model'.");
        return null;
    }

    private Bundle? Bind(MapNode root, string hash)
    {
        var at = new Location(_file, 1, 1);
        if (new OptionsBinder("bundle", "a bundle", _found).Bind(typeof(BundleOptions), BundleTree.Shape(root), at) is not { } bound) return null;
        var options = (BundleOptions)bound.Value;
        var checks = new BundleChecks(options, bound, _found);
        var bundle = new Bundle
        {
            Folder = _folder,
            Options = options,
            Features = Features(options, bound),
            Missing = Number(options.Missing),
            Scaler = null,
            Inputs = checks.Inputs(),
            Outputs = checks.Outputs(),
            Threshold = checks.Threshold(),
            Files = Files(root),
            Golden = Golden(root),
            Sha256 = hash,
            FormatAt = bound.At("model.format"),
            Location = at,
        };
        checks.Agree(bundle);
        return bundle with { Scaler = new ScalerReader(bundle, bound, _found).Read() };
    }

    private List<Feature> Features(BundleOptions options, BoundOptions bound)
    {
        var features = new List<Feature>();
        for (var i = 0; i < options.Features.Count; i++)
        {
            var (name, expression) = (options.Features[i].Name, options.Features[i].Expression?.Text);
            var at = bound.At(expression is null ? $"features[{i}]" : $"features[{i}].expression");
            if (features.Exists(known => known.Name == name)) _found.Error(ProblemCodes.BundleShape, at, $"the feature '{name}' is there already.");
            features.Add(new Feature(name, expression is null ? Columns(options, name) : [], expression, at));
        }

        foreach (var name in options.From.Keys.Where(name => !features.Exists(feature => feature.Name == name)))
            _found.Error(ProblemCodes.BundleShape, bound.At($"from.{name}"), $"there is no feature '{name}'.", NearMatch.Hint(name, features.Select(feature => feature.Name)));
        return features;
    }

    /// <summary>The names that a feature's column may have: its own, what it is read from, and other names of either.</summary>
    private static ImmutableArray<string> Columns(BundleOptions options, string name)
    {
        var names = new List<string> { name };
        if (options.From.GetValueOrDefault(name) is { } from) names.Add(from);
        foreach (var known in names.ToList())
            if (options.Aliases.GetValueOrDefault(known) is { } alias) names.Add(alias);
        return [.. names.Distinct()];
    }

    private static double? Number(object? missing) =>
        missing is double or long ? Convert.ToDouble(missing, CultureInfo.InvariantCulture) : null;

    /// <summary>Each map with 'file' and 'sha256', wherever it stands.</summary>
    private List<NamedFile> Files(Node node)
    {
        var files = new List<NamedFile>();
        Collect(node, files);
        return files;
    }

    private void Collect(Node node, List<NamedFile> files)
    {
        if (node is ListNode list)
            foreach (var item in list.Items) Collect(item, files);
        if (node is not MapNode map) return;
        if (map.Find("file")?.Value is ScalarNode { IsNull: false } file && map.Find("sha256")?.Value is ScalarNode hash)
        {
            if (hash.Text.Length != 64 || !hash.Text.All(char.IsAsciiHexDigit))
                _found.Error(ProblemCodes.BundleHash, hash.At, $"sha256 must have 64 hexadecimal digits, got {hash.Describe()}.", $"Write what 'sha256sum {file.Text}' prints.");
            var length = map.Find("bytes")?.Value is ScalarNode bytes ? Scalars.Int(bytes.Text) : null;
            files.Add(new NamedFile(file.Text, hash.Text, length, file.At));
        }

        foreach (var entry in map.Entries) Collect(entry.Value, files);
    }

    /// <summary>Files of rows under 'golden': keys that end in .csv, packed or not.</summary>
    private static List<string> Golden(MapNode root) => root.Find("golden")?.Value is MapNode golden
        ? [.. golden.Entries.Select(entry => entry.Key).Where(name => name.EndsWith(".csv", StringComparison.Ordinal) || name.Contains(".csv.", StringComparison.Ordinal))]
        : [];

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
