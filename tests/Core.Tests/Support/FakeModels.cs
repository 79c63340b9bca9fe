using System.Text;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Support;

/// <summary>
/// A format whose files say what a model looks like: a line an input or output, <c>in features float32 2</c>, and a line
/// <c>gives sum</c> (of a row's features), <c>gives copy</c> (the features) or <c>gives failure</c>. The sizes behind the
/// type are those behind the batch.
/// </summary>
internal sealed class FakeModelFormat : IModelFormat
{
    public string Name => "fake";

    /// <summary>Options of every model loaded.</summary>
    public List<ModelOptions> Loaded { get; } = [];

    /// <summary>Models that were disposed of.</summary>
    public int Disposed { get; private set; }

    /// <summary>Waited for before a model is loaded.</summary>
    public Task MayLoad { get; set; } = Task.CompletedTask;

    public IModel Load(ModelFile file, ModelOptions options)
    {
        MayLoad.Wait();
        var text = Encoding.UTF8.GetString(file.Bytes.Span);
        if (!text.Contains("gives", StringComparison.Ordinal)) throw new ModelException($"{file.Path} is cut off after {file.Bytes.Length} bytes");
        Loaded.Add(options);
        return new FakeModel(this, text);
    }

    private sealed class FakeModel(FakeModelFormat format, string text) : IModel
    {
        private readonly string _gives = text.Split('\n').First(line => line.StartsWith("gives ", StringComparison.Ordinal))[6..].Trim();

        public IReadOnlyList<TensorInfo> Inputs { get; } = Tensors(text, "in");

        public IReadOnlyList<TensorInfo> Outputs { get; } = Tensors(text, "out");

        public void Run(int rows, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<int> wanted, ReadOnlySpan<Tensor> outputs)
        {
            if (_gives == "failure") throw new ModelException("the fake model was told to fail");
            for (var i = 0; i < outputs.Length; i++)
                for (var row = 0; row < rows; row++) Answer(inputs, row, wanted[i], outputs[i]);
        }

        public void Dispose() => format.Disposed++;

        private void Answer(ReadOnlySpan<Tensor> inputs, int row, int output, Tensor to)
        {
            var features = new List<float>();
            foreach (var input in inputs)
                for (var i = 0; i < input.Width; i++) features.Add(input.Type == ElementType.Float32 ? input.Values<float>()[row * input.Width + i] : (float)input.Values<double>()[row * input.Width + i]);
            for (var i = 0; i < to.Width; i++)
            {
                var value = _gives == "copy" ? features[i] : features.Sum() + i;
                if (to.Type == ElementType.Int64) to.Values<long>()[row * to.Width + i] = (long)value;
                else to.Values<float>()[row * to.Width + i] = value;
            }
        }

        private static List<TensorInfo> Tensors(string text, string kind) =>
        [
            .. text.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(words => words is [var first, ..] && first == kind)
                .Select(words => new TensorInfo(words[1], Enum.Parse<ElementType>(words[2], ignoreCase: true), [-1, .. words[3..].Select(long.Parse)])),
        ];
    }
}

/// <summary>Writes bundles with fake models.</summary>
internal static class FakeBundle
{
    /// <summary>A model of the sum of two features.</summary>
    public const string Sum = "in features float32 2\nout total float32 1\ngives sum\n";

    /// <summary>A model that gives two features back, as an autoencoder without fault would.</summary>
    public const string Copy = "in features float32 1 2\nout again float32 1 2\ngives copy\n";

    public const string SumYaml = """
        name: adder
        version: 1
        model: { file: model.fake, format: fake, sha256: {sha} }
        input: { name: features, type: float32, shape: [batch, 2] }
        output: { name: total, type: float32, shape: [batch, 1] }
        features: [a, b]
        missing: 0.5
        score: { name: total, kind: value }
        threshold: { value: 10, anomaly_when: score > threshold }
        """;

    /// <summary>Writes a bundle; <c>{sha}</c> in the text becomes the model's hash.</summary>
    /// <returns>The folder.</returns>
    public static string Write(string folder, string model = Sum, string yaml = SumYaml)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "model.fake"), model);
        var hash = Core.Models.BundleFolder.HashOf(Encoding.UTF8.GetBytes(model));
        File.WriteAllText(Path.Combine(folder, "bundle.yaml"), yaml.Replace("{sha}", hash, StringComparison.Ordinal));
        return folder;
    }
}
