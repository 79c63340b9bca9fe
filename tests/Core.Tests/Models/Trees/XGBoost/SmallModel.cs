using System.Text;

namespace StreamGuard.Core.Tests.Models.Trees.XGBoost;

/// <summary>A model as save_model writes it: two features, trees of one split each.</summary>
internal sealed record SmallModel
{
    public string Objective { get; init; } = "reg:squarederror";

    public string Booster { get; init; } = "gbtree";

    public string BaseScore { get; init; } = "5E-1";

    public string Attributes { get; init; } = "{}";

    /// <summary>In all trees.</summary>
    public string Left { get; init; } = "[1,-1,-1]";

    public string Feature { get; init; } = "[1,0,0]";

    public string SplitType { get; init; } = "[0,0,0]";

    public string LeafVector { get; init; } = "0";

    public int Trees { get; init; } = 1;

    public string Text
    {
        get
        {
            var tree = $$"""
                {"tree_param":{"size_leaf_vector":"{{LeafVector}}"},"left_children":{{Left}},"right_children":[2,-1,-1],"split_indices":{{Feature}},
                "split_conditions":[1.5E0,-1E1,2E1],"default_left":[1,0,0],"split_type":{{SplitType}} }
                """;
            return $$$"""
                {"learner":{"attributes":{{{Attributes}}},"gradient_booster":{"name":"{{{Booster}}}","model":{"gbtree_model_param":{"num_parallel_tree":"1"},
                "tree_info":[{{{string.Join(",", Enumerable.Repeat(0, Trees))}}}],"trees":[{{{string.Join(",", Enumerable.Repeat(tree, Trees))}}}]}},
                "learner_model_param":{"base_score":"{{{BaseScore}}}","num_class":"0","num_feature":"2","num_target":"1"},"objective":{"name":"{{{Objective}}}"}},"version":[1,7,4]}
                """;
        }
    }

    public byte[] Bytes => Encoding.UTF8.GetBytes(Text);
}
