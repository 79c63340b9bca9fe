using StreamGuard.Contracts;
using StreamGuard.Plugins.Onnx.Tests.Support;

namespace StreamGuard.Plugins.Onnx.Tests;

public class OnnxFormatTests
{
    [NativeFact]
    public void Says_what_goes_in_and_what_comes_out()
    {
        using var model = Runner.Load(SmallModel.Of("Identity", ["batch", 1, 31], ["batch", 1, 31]));

        Assert.Equal("float32 [batch, 1, 31]", Assert.Single(model.Inputs).Describe());
        Assert.Equal("y", Assert.Single(model.Outputs).Name);
        Assert.Equal(31, model.Outputs[0].Width);
    }

    [NativeFact]
    public void Loads_a_model_with_an_output_of_text()
    {
        using var model = Runner.Load(SmallModel.Of("Cast", ["batch", 2], ["batch", 2], SmallModel.Text, castTo: SmallModel.Text));

        Assert.Equal(ElementType.Other, Assert.Single(model.Outputs).Type);
    }

    [NativeFact]
    public void Refuses_an_empty_file() => Assert.Equal("model.onnx is empty.", Refusal([]));

    [NativeFact]
    public void Refuses_a_model_that_is_cut_off()
    {
        var whole = SmallModel.Of("Identity", ["batch", 31], ["batch", 31]);

        var words = Refusal(whole[..(whole.Length / 2)]);

        Assert.StartsWith("model.onnx is no ONNX model, or is cut off; ONNX Runtime says: ", words, StringComparison.Ordinal);
    }

    [NativeFact]
    public void Refuses_what_is_no_model() =>
        Assert.StartsWith("model.onnx is no ONNX model, or is cut off", Refusal("name: fraud\nversion: 1\n"u8.ToArray()), StringComparison.Ordinal);

    [NativeFact]
    public void Refuses_an_operator_the_runtime_does_not_have_by_its_name()
    {
        var words = Refusal(SmallModel.Of("Divinate", ["batch", 2], ["batch", 2]));

        Assert.StartsWith("model.onnx cannot be loaded; ONNX Runtime says: ", words, StringComparison.Ordinal);
        Assert.Contains("Divinate", words, StringComparison.Ordinal);
        Assert.DoesNotContain(".cc:", words, StringComparison.Ordinal);
    }

    [NativeFact]
    public void Refuses_a_batch_of_a_fixed_size() => Assert.Equal(
        "model.onnx: the input 'x' is float32 [1, 31]: its first dimension must be the batch, of any size. Export the model with a dynamic batch.",
        Refusal(SmallModel.Of("Identity", [1, 31], [1, 31])));

    [NativeFact]
    public void Refuses_an_input_of_text() => Assert.Equal(
        "model.onnx: the input 'x' is no tensor of float32, float64, int64, int32 or bool, which rows can be made into.",
        Refusal(SmallModel.Of("Identity", ["batch", 2], ["batch", 2], SmallModel.Text, SmallModel.Text)));

    private static string Refusal(byte[] model) => Assert.Throws<ModelException>(() => Runner.Load(model)).Message;
}
