using StreamGuard.Contracts;
using StreamGuard.Plugins.Onnx.Tests.Support;

namespace StreamGuard.Plugins.Onnx.Tests;

public class OnnxModelTests
{
    public static TheoryData<int> Batches => [1, 7, 1000];

    [NativeFact]
    public void Gives_each_row_its_own_values()
    {
        using var model = Runner.Load(SmallModel.Of("Neg", ["batch", 3], ["batch", 3]));
        float[] features = [1, 2, 3, 4, 5, 6, 7, 8, 9];

        Assert.Equal(features.Select(value => -value), model.Run(features, "y", batch: 2));
        Assert.Equal(features.Select(value => -value), model.Run(features, "y", batch: 3));
    }

    [NativeFact]
    public void Runs_on_tensors_that_have_grown()
    {
        using var model = Runner.Load(SmallModel.Of("Neg", ["batch", 1], ["batch", 1]));
        var (input, output) = (new Tensor(ElementType.Float32, 1), new Tensor(ElementType.Float32, 1));

        foreach (var rows in (int[])[1, 50, 3, 5000, 5000, 1])
        {
            input.EnsureRows(rows);
            output.EnsureRows(rows);
            input.Values<float>()[..rows].Fill(rows);
            output.Values<float>().Fill(float.NaN);
            model.Run(rows, [input], [0], [output]);

            Assert.Equal(-rows, output.Values<float>()[rows - 1]);
        }
    }

    [NativeFact]
    public void Takes_a_dimension_that_is_not_fixed_from_the_width()
    {
        using var model = Runner.Load(SmallModel.Of("Neg", ["batch", "steps", 2], ["batch", "steps", 2]));
        var (input, output) = (new Tensor(ElementType.Float32, 4), new Tensor(ElementType.Float32, 4));
        ((float[])[1, 2, 3, 4]).CopyTo(input.Values<float>());

        model.Run(1, [input], [0], [output]);

        Assert.Equal([-1, -2, -3, -4], output.Values<float>()[..4].ToArray());
    }

    [NativeFact]
    public void Refuses_values_of_another_type_or_width_by_name()
    {
        using var model = Runner.Load(SmallModel.Of("Neg", ["batch", 3], ["batch", 3]));
        var good = new Tensor(ElementType.Float32, 3);

        Assert.Equal("'x' is float32 [batch, 3]; its values are asked for as Float64.", Refusal(model, new Tensor(ElementType.Float64, 3), good));
        Assert.Equal("'y' is float32 [batch, 3]; 2 values a row do not fit it.", Refusal(model, good, new Tensor(ElementType.Float32, 2)));
    }

    [NativeFact]
    public void Says_in_the_runtimes_words_what_went_wrong()
    {
        using var model = Runner.Load(SmallModel.Of("Neg", ["batch", "n"], ["batch", "m"]));

        var words = Refusal(model, new Tensor(ElementType.Float32, 3), new Tensor(ElementType.Float32, 2));

        Assert.StartsWith("model.onnx failed on 1 rows; ONNX Runtime says: ", words, StringComparison.Ordinal);
    }

    [NativeFact]
    public async Task Is_run_by_several_threads_at_once()
    {
        using var model = Runner.Load(SmallModel.Of("Neg", ["batch", 1], ["batch", 1]), new ModelOptions { Threads = 2, Arena = false, Execution = ModelExecution.Parallel });

        var runs = Enumerable.Range(0, 8).Select(thread => Task.Run(() => model.Run([.. Enumerable.Range(thread, 500).Select(each => (float)each)], "y", batch: 3)));
        var results = await Task.WhenAll(runs);

        for (var thread = 0; thread < results.Length; thread++) Assert.Equal(Enumerable.Range(thread, 500).Select(each => (float)-each), results[thread]);
    }

    [SharedModelTheory]
    [MemberData(nameof(Batches))]
    public void Gives_the_autoencoders_golden_reconstructions(int batch)
    {
        using var model = Runner.Shared("iomt-autoencoder-wustl");
        var golden = new Golden("models/iomt-autoencoder-wustl/golden-steps.csv.xz");
        var scaled = golden.Values(name => name.StartsWith("scaled:", StringComparison.Ordinal)).Select(value => (float)value).ToArray();

        var reconstructed = model.Run(scaled, "reconstruction", batch);

        var expected = golden.Values(name => name.StartsWith("reconstruction:", StringComparison.Ordinal));
        Assert.Equal(100 * 31, reconstructed.Length);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], reconstructed[i], 1e-5);
    }

    [SharedModelTheory]
    [MemberData(nameof(Batches))]
    public void Gives_the_golden_probabilities_of_fraud(int batch)
    {
        using var model = Runner.Shared("fraud-gbt");
        var golden = new Golden("models/fraud-gbt/golden.csv.xz");
        var features = golden.Values("amount", 16).Select(value => (float)value).ToArray();

        var probabilities = model.Run(features, "probabilities", batch);

        var expected = golden.Values(name => name == "score");
        Assert.Equal(2000, golden.Rows);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], probabilities[2 * i + 1], 1e-6);
    }

    private static string Refusal(IModel model, Tensor input, Tensor output) =>
        Assert.Throws<ModelException>(() => model.Run(1, [input], [0], [output])).Message;
}
