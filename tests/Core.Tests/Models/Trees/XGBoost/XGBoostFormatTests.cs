using StreamGuard.Contracts;
using StreamGuard.Core.Models.Trees.XGBoost;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Tests.Models.Trees.XGBoost;

public class XGBoostFormatTests
{
    [Fact]
    public void Is_built_in() => Assert.IsType<XGBoostFormat>(Registry.WithBuiltIns().FindModelFormat("xgboost"));

    [Fact]
    public void Says_what_goes_in_and_what_comes_out()
    {
        using var model = Load(new SmallModel());

        Assert.Equal("float32 [batch, 2]", Assert.Single(model.Inputs).Describe());
        Assert.Equal(["prediction", "margin"], model.Outputs.Select(output => output.Name));
        Assert.All(model.Outputs, output => Assert.Equal("float32 [batch]", output.Describe()));
    }

    [Theory]
    [InlineData(1.4999999f, -9.5f)]
    [InlineData(1.5f, 20.5f)]
    [InlineData(float.PositiveInfinity, 20.5f)]
    [InlineData(float.NegativeInfinity, -9.5f)]
    [InlineData(float.NaN, -9.5f)]
    public void Goes_left_below_the_threshold_and_where_it_says_when_missing(float value, float expected) => Assert.Equal(expected, Score(new SmallModel(), value));

    [Fact]
    public void Leaves_out_trees_after_the_best_iteration() =>
        Assert.Equal(40.5f, Score(new SmallModel { Trees = 5, Attributes = """{"best_iteration":"1","best_ntree_limit":"2"}""" }, 9));

    [Fact]
    public void Takes_a_base_score_as_newer_files_write_it() => Assert.Equal(23f, Score(new SmallModel { BaseScore = "[3E0]" }, 9));

    [Fact]
    public void Refuses_an_empty_file() => Assert.Equal("model.json: the file is empty.", Refusal([]));

    [Fact]
    public void Refuses_a_file_that_is_cut_off()
    {
        var whole = new SmallModel().Bytes;

        Assert.StartsWith("model.json: it is no JSON, or cut off: ", Refusal(whole[..^9]), StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_the_old_binary_format() => Assert.StartsWith(
        "model.json: it is neither JSON nor UBJSON; a model in XGBoost's old binary format has to be saved again", Refusal("binf\0\0\0?"u8.ToArray()), StringComparison.Ordinal);

    [Fact]
    public void Refuses_other_JSON() =>
        Assert.Equal("model.json: it is another kind of file, or a broken one: 'learner' is missing.", Refusal("""{"kind":"isolation-forest"}"""u8.ToArray()));

    [Fact]
    public void Refuses_what_is_not_supported_by_name()
    {
        Assert.Equal("model.json: its booster 'gblinear' is not supported: gbtree and dart are.", Refusal(new SmallModel { Booster = "gblinear" }));
        Assert.Equal("model.json: its objective 'reg:crystal' is not supported.", Refusal(new SmallModel { Objective = "reg:crystal" }));
        Assert.Equal(
            "model.json: it has categorical splits (tree 0), which are not supported; encode the categories as numbers and train again.",
            Refusal(new SmallModel { SplitType = "[1,0,0]" }));
        Assert.Equal("model.json: its leaves are vectors (multi_strategy=multi_output_tree), which is not supported.", Refusal(new SmallModel { LeafVector = "3" }));
    }

    [Fact]
    public void Refuses_trees_that_are_none()
    {
        Assert.Equal("model.json: tree 0 is broken: node 0 is below itself or has two parents.", Refusal(new SmallModel { Left = "[0,-1,-1]" }));
        Assert.Equal("model.json: tree 0 is broken: node 7 is not there.", Refusal(new SmallModel { Left = "[7,-1,-1]" }));
        Assert.Equal("model.json: tree 0 is broken: node 0 asks for feature 2, where a row has 2.", Refusal(new SmallModel { Feature = "[2,0,0]" }));
        Assert.Equal("model.json: it is a broken model: the lists of tree 0 are not of the same length.", Refusal(new SmallModel { Feature = "[1]" }));
        Assert.Equal("model.json: it is a broken model: 'split_indices' is not a list of whole numbers.", Refusal(new SmallModel { Feature = "[1,0,1E99]" }));
    }

    [Fact]
    public void Refuses_a_base_score_without_a_margin() =>
        Assert.Equal("model.json: its base_score 1 cannot be one of its objective.", Refusal(new SmallModel { Objective = "binary:logistic", BaseScore = "1E0" }));

    private static float Score(SmallModel small, float second)
    {
        using var model = Load(small);
        var (input, output) = (new Tensor(ElementType.Float32, 2), new Tensor(ElementType.Float32, 1));
        ((float[])[0, second]).CopyTo(input.Values<float>());
        model.Run(1, [input], [0], [output]);
        return output.Values<float>()[0];
    }

    private static IModel Load(SmallModel model) => Load(model.Bytes);

    private static IModel Load(byte[] model) => new XGBoostFormat().Load(new ModelFile("bundle/model.json", model), new ModelOptions());

    private static string Refusal(SmallModel model) => Refusal(model.Bytes);

    private static string Refusal(byte[] model) => Assert.Throws<ModelException>(() => Load(model)).Message;
}
