using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Onnx.Native;

/// <summary>
/// What a thread needs to run a session: the names as the runtime wants them, and its tensors over ours, kept while memory
/// and rows stay the same (making them costs a tenth of a call with one row). For one thread.
/// </summary>
internal sealed unsafe class Call : IDisposable
{
    private readonly Session _session;
    private readonly Slot[] _inputs;
    private readonly Slot[] _outputs;

    // Names and tensors of the inputs, then room for those of the outputs asked for.
    private readonly nint[] _names;
    private readonly nint[] _tensors;

    public Call(Session session)
    {
        _session = session;
        _inputs = [.. session.Inputs.Select(info => new Slot(info))];
        _outputs = [.. session.Outputs.Select(info => new Slot(info))];
        _names = new nint[_inputs.Length + _outputs.Length];
        _tensors = new nint[_names.Length];
    }

    /// <summary>As <see cref="IModel.Run"/>.</summary>
    /// <exception cref="OrtException">It failed.</exception>
    /// <exception cref="ModelException">An output has no batch of values.</exception>
    public void Run(int rows, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<int> wanted, ReadOnlySpan<Tensor> outputs)
    {
        for (var i = 0; i < _inputs.Length; i++) (_names[i], _tensors[i]) = (_inputs[i].Name, _inputs[i].Over(inputs[i], rows, _session.Memory));
        var first = _inputs.Length;
        for (var i = 0; i < wanted.Length; i++)
        {
            var slot = _outputs[wanted[i]];
            (_names[first + i], _tensors[first + i]) = (slot.Name, slot.Over(outputs[i], rows, _session.Memory));
        }

        fixed (nint* names = _names, tensors = _tensors)
            Api.Check(Api.Run(_session.Handle, (byte**)names, tensors, (nuint)first, (byte**)(names + first), (nuint)wanted.Length, tensors + first));
    }

    public void Dispose()
    {
        foreach (var slot in _inputs) slot.Dispose();
        foreach (var slot in _outputs) slot.Dispose();
    }
}
