using StreamGuard.Contracts;
using StreamGuard.Plugins.Onnx.Native;

namespace StreamGuard.Plugins.Onnx;

/// <summary>The model format <c>onnx</c>.</summary>
internal sealed class OnnxFormat : IModelFormat
{
    public string Name => "onnx";

    /// <exception cref="ModelException">No model, cut off, of an operator the runtime does not have, or with an input that rows cannot be fed to.</exception>
    /// <exception cref="DllNotFoundException">The native library is missing.</exception>
    public IModel Load(ModelFile file, ModelOptions options)
    {
        var name = Path.GetFileName(file.Path);
        var session = Open(file, options, name);
        try
        {
            RequireBatch(session, name);
            return new OnnxModel(session, name);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static Session Open(ModelFile file, ModelOptions options, string name)
    {
        if (file.Bytes.IsEmpty) throw new ModelException($"{name} is empty.");
        try
        {
            return new Session(file.Bytes.Span, options);
        }
        catch (OrtException refused)
        {
            var what = refused.Code is OrtCode.InvalidProtobuf or OrtCode.NoModel
                ? "is no ONNX model, or is cut off"
                : "cannot be loaded";
            throw new ModelException($"{name} {what}; ONNX Runtime says: {refused.Message}", refused);
        }
    }

    private static void RequireBatch(Session session, string name)
    {
        foreach (var input in session.Inputs)
        {
            if (input.Type == ElementType.Other)
                throw new ModelException($"{name}: the input '{input.Name}' is no tensor of float32, float64, int64, int32 or bool, which rows can be made into.");
            if (input.Shape is not [-1, ..])
                throw new ModelException($"{name}: the input '{input.Name}' is {input.Describe()}: its first dimension must be the batch, of any size. Export the model with a dynamic batch.");
        }
    }
}
