using StreamGuard.Contracts;
using StreamGuard.Core.Models.Trees.XGBoost;

namespace StreamGuard.Core.Tests.Models.Trees.XGBoost;

/// <summary>XGBoost's own answers, bit for bit.</summary>
public sealed class XGBoostModelTests(Oracle oracle) : IClassFixture<Oracle>
{
    // The last rows have infinities, which XGBoost takes on a way where dart works in another order.
    private const int Endless = 200;

    public static TheoryData<string> Cases => new(
    [
        "logistic", "stumps", "roots", "deep", "unbalanced", "wide", "approx", "logitraw", "hinge", "reglogistic", "squaredlog", "pseudohuber",
        "absolute", "poisson", "gamma", "tweedie", "cox", "rank", "softprob", "softmax", "forest", "classforest", "dart", "classdart", "stopped",
    ]);

    [OracleTheory]
    [MemberData(nameof(Cases))]
    public void Gives_the_same_bits_as_XGBoost_at_any_batch(string name)
    {
        using var model = Load(name, "json");
        var rows = oracle.Floats(name, "rows");
        var left = name.Contains("dart", StringComparison.Ordinal) ? Endless : 0;

        foreach (var batch in (int[])[1, 7, 1000])
        {
            var (predictions, margins) = Score(model, rows, batch, left);

            AssertSameBits(oracle.Floats(name, "predictions")[..predictions.Count], predictions, $"{name}: predictions in batches of {batch}");
            AssertSameBits(oracle.Floats(name, "margins")[..margins.Count], margins, $"{name}: margins in batches of {batch}");
        }
    }

    [OracleTheory]
    [MemberData(nameof(Cases))]
    public void Reads_the_same_from_both_formats(string name)
    {
        var rows = oracle.Floats(name, "rows");
        using var json = Load(name, "json");
        using var ubjson = Load(name, "ubj");

        Assert.Equal(json.Inputs[0].Describe(), ubjson.Inputs[0].Describe());
        AssertSameBits(Score(json, rows, 100, 0).Margins, Score(ubjson, rows, 100, 0).Margins, name);
    }

    private static (List<float> Predictions, List<float> Margins) Score(IModel model, float[] features, int batch, int left)
    {
        var (predictions, margins) = (new List<float>(), new List<float>());
        var input = new Tensor(ElementType.Float32, model.Inputs[0].Width);
        var outputs = model.Outputs.Select(info => new Tensor(ElementType.Float32, info.Width)).ToArray();
        var count = (features.Length / input.Width) - left;
        for (int first = 0, rows; first < count; first += rows)
        {
            rows = Math.Min(batch, count - first);
            input.EnsureRows(rows);
            foreach (var output in outputs) output.EnsureRows(rows);
            features.AsSpan(first * input.Width, rows * input.Width).CopyTo(input.Values<float>());
            model.Run(rows, [input], [0, 1], outputs);
            predictions.AddRange(outputs[0].Values<float>()[..(rows * outputs[0].Width)]);
            margins.AddRange(outputs[1].Values<float>()[..(rows * outputs[1].Width)]);
        }

        return (predictions, margins);
    }

    private static void AssertSameBits(IReadOnlyList<float> expected, IReadOnlyList<float> found, string what)
    {
        Assert.NotEmpty(found);
        for (var i = 0; i < expected.Count; i++)
        {
            if (BitConverter.SingleToInt32Bits(expected[i]) != BitConverter.SingleToInt32Bits(found[i]))
                Assert.Fail($"{what}: value {i} is {found[i]:R} and should be {expected[i]:R}");
        }
    }

    private IModel Load(string name, string extension)
    {
        var path = oracle.Model(name, extension);
        return new XGBoostFormat().Load(new ModelFile(path, File.ReadAllBytes(path)), new ModelOptions());
    }
}
