using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Onnx.Tests.Support;

/// <summary>Loads models and feeds them.</summary>
internal static class Runner
{
    public static IModel Load(byte[] model, ModelOptions? options = null) => new OnnxFormat().Load(new ModelFile("small/model.onnx", model), options ?? new ModelOptions());

    public static IModel Shared(string bundle, ModelOptions? options = null)
    {
        var path = SharedData.Find($"models/{bundle}/model.onnx")!;
        return new OnnxFormat().Load(new ModelFile(path, File.ReadAllBytes(path)), options ?? new ModelOptions());
    }

    /// <summary>One output of type float32 for all rows, in batches of a size.</summary>
    /// <param name="model">Has one input of type float32.</param>
    /// <param name="features">Row after row.</param>
    /// <param name="output">By name.</param>
    /// <param name="batch">Rows a run.</param>
    public static float[] Run(this IModel model, float[] features, string output, int batch)
    {
        var wanted = model.Outputs.ToList().FindIndex(info => info.Name == output);
        var input = new Tensor(ElementType.Float32, model.Inputs[0].Width);
        var result = new Tensor(ElementType.Float32, model.Outputs[wanted].Width);
        var all = new List<float>();
        for (int row = 0, rows; row < features.Length / input.Width; row += rows)
        {
            rows = Math.Min(batch, features.Length / input.Width - row);
            input.EnsureRows(rows);
            result.EnsureRows(rows);
            features.AsSpan(row * input.Width, rows * input.Width).CopyTo(input.Values<float>());
            model.Run(rows, [input], [wanted], [result]);
            all.AddRange(result.Values<float>()[..(rows * result.Width)]);
        }

        return [.. all];
    }
}
