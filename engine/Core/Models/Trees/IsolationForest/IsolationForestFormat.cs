using System.Text.Json;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Models.Trees.IsolationForest;

/// <summary>
/// The model format <c>isolation-forest</c>: JSON with <c>features</c> (names), <c>subsample</c> and <c>trees</c>, each of
/// which has the lists <c>feature</c>, <c>threshold</c> (float64), <c>left</c>, <c>right</c> (-1 at a leaf) and
/// <c>n_samples</c>. A row goes left when its value is at most the threshold. The input is <c>features</c>, the output
/// <c>anomaly_score</c> in float64, by Liu, Ting and Zhou, Isolation Forest (2008).
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
        foreach (var tree in root.List("trees").EnumerateArray()) AddTree(tree, trees, paths);
        if (trees.Count == 0) throw new ModelException("it has no trees");
        trees.Seal();
        return new IsolationForestModel(trees, [.. paths], Paths.Average(subsample));
    }

    private static void AddTree(JsonElement tree, FlatTrees trees, List<double> paths)
    {
        var samples = tree.Numbers("n_samples");
        var thresholds = tree.Doubles("threshold");
        var shape = new TreeShape(tree.Numbers("left"), tree.Numbers("right"), tree.Numbers("feature"), [.. thresholds.Select(Above)], []);
        if (shape.Nodes == 0 || new[] { shape.Right.Length, shape.Feature.Length, thresholds.Length, samples.Length }.Any(length => length != shape.Nodes))
            throw new ModelException($"it is a broken model: the lists of tree {trees.Count} are not of the same length");
        foreach (var (node, depth) in trees.Add(shape)) paths.Add(depth + Paths.Average(samples[node]));
    }

    /// <summary>The smallest float32 above a threshold: a float32 is below it when it is at most the threshold, whatever that is in float64.</summary>
    private static float Above(double threshold)
    {
        var rounded = (float)threshold;
        return rounded > threshold ? rounded : MathF.BitIncrement(rounded);
    }
}
