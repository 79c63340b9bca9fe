using StreamGuard.Contracts;
using StreamGuard.Plugins.Onnx.Native;

namespace StreamGuard.Plugins.Onnx;

/// <summary>A model in a session of ONNX Runtime, which reads and writes the tensors where they lie.</summary>
/// <param name="session">Taken over.</param>
/// <param name="name">The model's, for messages.</param>
internal sealed class OnnxModel(Session session, string name) : IModel
{
    // Calls that nobody is in: as many as there were threads in Run at once. The last one stands apart, to be had
    // without a lock.
    private readonly Stack<Call> _idle = new();
    private Call? _last;

    public IReadOnlyList<TensorInfo> Inputs => session.Inputs;

    public IReadOnlyList<TensorInfo> Outputs => session.Outputs;

    public void Run(int rows, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<int> wanted, ReadOnlySpan<Tensor> outputs)
    {
        var call = Take();
        try
        {
            call.Run(rows, inputs, wanted, outputs);
        }
        catch (OrtException failed)
        {
            throw new ModelException($"{name} failed on {rows} rows; ONNX Runtime says: {failed.Message}", failed);
        }
        finally
        {
            Keep(call);
        }
    }

    public void Dispose()
    {
        _last?.Dispose();
        foreach (var call in _idle) call.Dispose();
        session.Dispose();
    }

    private Call Take()
    {
        if (Interlocked.Exchange(ref _last, null) is { } last) return last;
        lock (_idle)
            if (_idle.TryPop(out var idle)) return idle;
        return new Call(session);
    }

    private void Keep(Call call)
    {
        if (Interlocked.Exchange(ref _last, call) is not { } other) return;
        lock (_idle) _idle.Push(other);
    }
}
