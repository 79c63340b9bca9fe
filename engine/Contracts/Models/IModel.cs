namespace StreamGuard.Contracts;

/// <summary>A loaded model. <see cref="Run"/> may be called by several threads at once, each with tensors of its own.</summary>
public interface IModel : IDisposable
{
    IReadOnlyList<TensorInfo> Inputs { get; }

    IReadOnlyList<TensorInfo> Outputs { get; }

    /// <summary>Runs the model for so many rows.</summary>
    /// <param name="rows">At least 1; every tensor has room for as many.</param>
    /// <param name="inputs">One for each of <see cref="Inputs"/>, in that order, with the values of the rows.</param>
    /// <param name="wanted">The outputs asked for, by index into <see cref="Outputs"/>.</param>
    /// <param name="outputs">One for each output asked for; gets rows × width values.</param>
    /// <exception cref="ModelException">The model fails, or an output is not of the shape it was said to have.</exception>
    void Run(int rows, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<int> wanted, ReadOnlySpan<Tensor> outputs);
}

/// <summary>An input or output of a model.</summary>
/// <param name="Name">As the model has it.</param>
/// <param name="Type">Type of its values.</param>
/// <param name="Shape">Its dimensions; the first is the batch. One that is not fixed is -1.</param>
public sealed record TensorInfo(string Name, ElementType Type, IReadOnlyList<long> Shape)
{
    /// <summary>Values a row: the product of the dimensions behind the batch, 1 when there are none; 0 when one of them is not fixed.</summary>
    public int Width
    {
        get
        {
            var width = 1L;
            for (var i = 1; i < Shape.Count; i++) width = Shape[i] < 0 ? 0 : width * Shape[i];
            return checked((int)width);
        }
    }

    /// <summary>Type and shape for people: <c>float32 [batch, 1, 31]</c>.</summary>
    public string Describe() => $"{Type.ToString().ToLowerInvariant()} [{string.Join(", ", Shape.Select((size, at) => size < 0 ? at == 0 ? "batch" : "?" : $"{size}"))}]";
}

/// <summary>Type of the values of a tensor.</summary>
public enum ElementType
{
    Float32,
    Float64,
    Int64,
    Int32,
    Bool,

    /// <summary>Text, a map, or a number of another width: a model may have such outputs, but they cannot be asked for.</summary>
    Other,
}
