using System.Globalization;
using System.Text.Json;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Models.Trees.XGBoost;

/// <summary>Reads what XGBoost's save_model writes (doc/model.schema of its sources; 1.x to 3.x) into trees.</summary>
internal static class XGBoostReader
{
    /// <exception cref="ModelException">It is broken, or has what is not supported.</exception>
    public static XGBoostModel Read(JsonElement root)
    {
        var learner = root.Field("learner");
        var parameters = learner.Field("learner_model_param");
        var objective = Objective.Of(learner.Field("objective").Text("name"));
        var (booster, weights) = Booster(learner.Field("gradient_booster"));
        var model = booster.Field("model");
        var groups = Math.Max(1, Math.Max(parameters.FindNumber("num_class") ?? 0, parameters.FindNumber("num_target") ?? 1));
        var features = parameters.Number("num_feature");
        if (features < 1) throw new ModelException("it has no features");

        var trees = new FlatTrees(features);
        var leaves = new List<float>();
        var groupOf = model.Numbers("tree_info");
        if (groupOf.Any(group => group < 0 || group >= groups)) throw new ModelException("it is a broken model: 'tree_info' names a class that is not there");
        var used = UsedTrees(learner, model, groups, groupOf.Length);
        if (model.List("trees").GetArrayLength() != groupOf.Length || (weights is not null && weights.Length != groupOf.Length))
            throw new ModelException("it is a broken model: 'tree_info', 'trees' and 'weight_drop' are not of the same length");
        foreach (var tree in model.List("trees").EnumerateArray().Take(used)) AddTree(tree, trees, leaves, weights);
        trees.Seal();
        return new XGBoostModel(trees, [.. leaves], groupOf[..used], BaseMargins(parameters, objective, groups), objective);
    }

    /// <summary>The tree booster, and the weights of dart's trees, where it is that.</summary>
    private static (JsonElement Trees, float[]? Weights) Booster(JsonElement booster) => booster.Text("name") switch
    {
        "gbtree" => (booster, null),
        "dart" => (booster.Field("gbtree"), booster.Floats("weight_drop")),
        var other => throw new ModelException($"its booster '{other}' is not supported: gbtree and dart are"),
    };

    /// <summary>Trees up to the best iteration, all where none is told.</summary>
    private static int UsedTrees(JsonElement learner, JsonElement model, int groups, int all)
    {
        if (learner.Find("attributes")?.FindNumber("best_iteration") is not { } best) return all;
        // Files of 2.1 and later say where each iteration begins.
        if (model.Find("iteration_indptr") is not null && model.Numbers("iteration_indptr") is var starts && best + 1 < starts.Length) return Math.Clamp(starts[best + 1], 0, all);
        var parallel = model.Find("gbtree_model_param")?.FindNumber("num_parallel_tree") is { } told and > 0 ? told : 1;
        return (int)Math.Clamp((best + 1L) * parallel * groups, 0, all);
    }

    private static void AddTree(JsonElement tree, FlatTrees trees, List<float> leaves, float[]? weights)
    {
        if (tree.Find("tree_param")?.FindNumber("size_leaf_vector") > 1) throw new ModelException("its leaves are vectors (multi_strategy=multi_output_tree), which is not supported");
        var values = tree.Floats("split_conditions");
        var shape = new TreeShape(tree.Numbers("left_children"), tree.Numbers("right_children"), tree.Numbers("split_indices"), values, tree.Flags("default_left"));
        if (shape.Nodes == 0 || new[] { shape.Right.Length, shape.Feature.Length, values.Length, shape.MissingLeft.Length }.Any(length => length != shape.Nodes))
            throw new ModelException($"it is a broken model: the lists of tree {trees.Count} are not of the same length");
        if (tree.Find("split_type") is not null && tree.Numbers("split_type").Any(type => type != 0))
            throw new ModelException($"it has categorical splits (tree {trees.Count}), which are not supported; encode the categories as numbers and train again");

        var weight = weights?[trees.Count];
        foreach (var (leaf, _) in trees.Add(shape)) leaves.Add(weight is { } factor ? (0f + values[leaf]) * factor : values[leaf]);
    }

    /// <summary>The margin that rows begin with, of each class; newer files tell a list.</summary>
    private static float[] BaseMargins(JsonElement parameters, Objective objective, int groups)
    {
        var texts = parameters.Text("base_score").Trim('[', ']').Split(',');
        var margins = texts.Select(text => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var score)
            ? objective.ToMargin(score)
            : throw new ModelException($"it is a broken model: its base_score is '{parameters.Text("base_score")}'")).ToArray();
        if (margins.Length == 1) return [.. Enumerable.Repeat(margins[0], groups)];
        return margins.Length == groups ? margins : throw new ModelException($"it is a broken model: {margins.Length} base scores for {groups} classes");
    }
}
