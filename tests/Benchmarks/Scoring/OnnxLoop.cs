using System.Runtime.InteropServices;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Onnx.Native;

namespace StreamGuard.Benchmarks.Scoring;

/// <summary>ONNX Runtime's C API: Run on tensors that were made once.</summary>
internal sealed unsafe class OnnxLoop : IBareLoop
{
    private readonly Session _session;
    private readonly nint _inputName;
    private readonly nint _outputName;
    private readonly List<Tensor> _memory = [];
    private readonly List<(nint Input, nint Output)> _batches = [];

    /// <param name="model">The file.</param>
    /// <param name="output">The output that the score is made of.</param>
    /// <param name="inputs">What each batch holds.</param>
    /// <param name="rows">Rows a batch.</param>
    public OnnxLoop(string model, string output, IEnumerable<float[]> inputs, int rows)
    {
        _session = new Session(File.ReadAllBytes(model), new ModelOptions());
        var (from, to) = (_session.Inputs[0], _session.Outputs.First(info => info.Name == output));
        (_inputName, _outputName) = (Marshal.StringToCoTaskMemUTF8(from.Name), Marshal.StringToCoTaskMemUTF8(to.Name));
        foreach (var values in inputs)
        {
            var (features, result) = (Filled(from, rows), Filled(to, rows));
            values.CopyTo(features.Values<float>());
            _batches.Add((Native(from, features, rows), Native(to, result, rows)));
        }
    }

    public void Run(int batches)
    {
        byte* inputName = (byte*)_inputName, outputName = (byte*)_outputName;
        for (var i = 0; i < batches; i++)
        {
            var (input, output) = _batches[i % _batches.Count];
            Api.Check(Api.Run(_session.Handle, &inputName, &input, 1, &outputName, 1, &output));
        }
    }

    public void Dispose()
    {
        foreach (var (input, output) in _batches)
        {
            Api.ReleaseTensor(input);
            Api.ReleaseTensor(output);
        }

        Marshal.FreeCoTaskMem(_inputName);
        Marshal.FreeCoTaskMem(_outputName);
        _session.Dispose();
    }

    private Tensor Filled(TensorInfo info, int rows)
    {
        var tensor = new Tensor(info.Type, info.Width);
        tensor.EnsureRows(rows);
        _memory.Add(tensor);
        return tensor;
    }

    private nint Native(TensorInfo info, Tensor tensor, int rows)
    {
        var shape = info.Shape.ToArray();
        shape[0] = rows;
        var (type, bytes) = TensorTypes.Native(info.Type);
        fixed (long* dimensions = shape)
        {
            Api.Check(Api.CreateTensor(_session.Memory, (void*)tensor.Address, (nuint)(rows * info.Width * bytes), dimensions, (nuint)shape.Length, type, out var native));
            return native;
        }
    }
}
