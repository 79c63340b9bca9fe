using System.Text.Json;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Models.Trees.IsolationForest;

/// <summary>
/// The model format <c>isolation-forest</c>: JSON with <c>features</c> (names), <c>subsample</c> and <c>trees</c>, each of
/// which has the lists <c>feature</c>, <c>threshold</c> (float64), <c>left</c>, <c>right</c> (-1 at a leaf) and
/// <c>n_samples</c>. A row goes left when its value is at most the threshold. The input is <c>features</c>; the outputs,
/// in float64, are <c>anomaly_score</c>, by Liu, Ting and Zhou, Isolation Forest (2008), and <c>contributions</c>: by how many
/// steps each feature has shortened the row's mean path (<see cref="PathShares"/>).
/// </summary>
internal sealed class IsolationForestFormat : IModelFormat
{
    public string Name => "isolation-forest";

    public IModel Load(ModelFile file, ModelOptions options)
    {
        var name = Path.GetFileName(file.Path);
        try
        {
            using var document = JsonDocument.Parse(file.Bytes);
            return Read(document.RootElement);
        }
        catch (JsonException broken)
        {
            throw new ModelException($"{name}: it is no JSON, or cut off: {broken.Message}", broken);
        }
        catch (ModelException refused)
        {
            throw new ModelException($"{name}: {refused.Message}.", refused);
        }
    }

    private static IsolationForestModel Read(JsonElement root)
    {
        var names = root.Field("features");
        if (names.ValueKind != JsonValueKind.Array || names.GetArrayLength() == 0) throw new ModelException("its 'features' are not a list of names");
        var subsample = root.Number("subsample");
        if (subsample < 2) throw new ModelException($"its 'subsample' is {subsample}, which isolates nothing");

        var trees = new FlatTrees(names.GetArrayLength());
        var paths = new List<double>();
        var shares = new PathShares();
        foreach (var tree in root.List("trees").EnumerateArray()) AddTree(tree, trees, paths, shares);
        if (trees.Count == 0) throw new ModelException("it has no trees");
        trees.Seal();
        shares.Seal();
        return new IsolationForestModel(trees, [.. paths], shares, Paths.Average(subsample));
    }

    private static void AddTree(JsonElement tree, FlatTrees trees, List<double> paths, PathShares shares)
    {
        var samples = tree.Numbers("n_samples");
        var thresholds = tree.Doubles("threshold");
        var shape = new TreeShape(tree.Numbers("left"), tree.Numbers("right"), tree.Numbers("feature"), [.. thresholds.Select(Above)], []);
        if (shape.Nodes == 0 || new[] { shape.Right.Length, shape.Feature.Length, thresholds.Length, samples.Length }.Any(length => length != shape.Nodes))
            throw new ModelException($"it is a broken model: the lists of tree {trees.Count} are not of the same length");
        var leaves = trees.Add(shape);
        foreach (var (node, depth) in leaves) paths.Add(depth + Paths.Average(samples[node]));
        shares.Add(shape, samples, leaves);
    }

    /// <summary>The smallest float32 above a threshold: a float32 is below it when it is at most the threshold, whatever that is in float64.</summary>
    private static float Above(double threshold)
    {
        var rounded = (float)threshold;
        return rounded > threshold ? rounded : MathF.BitIncrement(rounded);
    }
}
