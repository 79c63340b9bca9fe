using System.Runtime.InteropServices;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Onnx.Native;

/// <summary>An input or output of a call: its name, and the runtime's tensor over ours as it was last.</summary>
internal sealed unsafe class Slot(TensorInfo info) : IDisposable
{
    // Held, so that its memory stays while the runtime's tensor points there.
    private Tensor? _ours;
    private nint _tensor;
    private nint _address;
    private int _rows;

    /// <summary>UTF-8, ended by 0.</summary>
    public nint Name { get; } = Marshal.StringToCoTaskMemUTF8(info.Name);

    /// <summary>The runtime's tensor over the first rows of one of ours; belongs to the slot.</summary>
    /// <exception cref="ModelException">They are of another type or shape.</exception>
    public nint Over(Tensor tensor, int rows, nint memory)
    {
        if (tensor == _ours && tensor.Address == _address && rows == _rows) return _tensor;
        if (tensor.Type != info.Type) throw new ModelException($"'{info.Name}' is {info.Describe()}; its values are asked for as {tensor.Type}.");
        if (tensor.Capacity < rows) throw new ArgumentException($"{rows} rows in a tensor with room for {tensor.Capacity}");
        Release();
        var (type, bytes) = TensorTypes.Native(tensor.Type);
        var shape = Shape(rows, tensor.Width);
        fixed (long* dimensions = shape)
            Api.Check(Api.CreateTensor(memory, (void*)tensor.Address, (nuint)((long)rows * tensor.Width * bytes), dimensions, (nuint)shape.Length, type, out _tensor));
        (_ours, _address, _rows) = (tensor, tensor.Address, rows);
        return _tensor;
    }

    public void Dispose()
    {
        Release();
        Marshal.FreeCoTaskMem(Name);
    }

    /// <summary>The dimensions with the batch in front; one that is not fixed is what the width leaves for it.</summary>
    private long[] Shape(int rows, int width)
    {
        var shape = info.Shape.ToArray();
        if (shape.Length == 0) throw new ModelException($"'{info.Name}' is one value, not one a row.");
        shape[0] = rows;
        long known = 1;
        var open = -1;
        for (var i = 1; i < shape.Length; i++)
        {
            if (shape[i] >= 0)
            {
                known *= shape[i];
                continue;
            }

            (shape[i], open) = (1, i);
        }

        if (open > 0 && known > 0) shape[open] = width / known;
        return (open > 0 ? known * shape[open] : known) == width ? shape : throw new ModelException($"'{info.Name}' is {info.Describe()}; {width} values a row do not fit it.");
    }

    private void Release()
    {
        if (_tensor != 0) Api.ReleaseTensor(_tensor);
        (_ours, _tensor) = (null, 0);
    }
}
