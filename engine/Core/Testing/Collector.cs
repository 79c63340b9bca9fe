using StreamGuard.Contracts;

namespace StreamGuard.Core.Testing;

/// <summary>Stands in a sink's place and keeps every row as .NET values, in the order they came.</summary>
internal sealed class Collector : ISink
{
    private readonly List<object?[]> _rows = [];
    private bool _frozen;

    /// <summary>What came so far.</summary>
    public IReadOnlyList<object?[]> Rows
    {
        get
        {
            lock (_rows) return [.. _rows];
        }
    }

    /// <summary>Takes no more rows.</summary>
    public void Freeze()
    {
        lock (_rows) _frozen = true;
    }

    public void Bind(SinkBinding binding) => binding.Guarantees(Delivery.AtLeastOnce, "kept for the test");

    public ValueTask OpenAsync(SinkContext context, CancellationToken stop) => ValueTask.CompletedTask;

    public ValueTask WriteAsync(Batch batch, CancellationToken stop)
    {
        lock (_rows)
        {
            for (var row = 0; row < batch.Rows && !_frozen; row++)
            {
                var values = new object?[batch.Schema.Count];
                for (var column = 0; column < values.Length; column++) values[column] = batch[column].Boxed(row);
                _rows.Add(values);
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask PrepareAsync(long epoch, StateWriter state, CancellationToken stop)
    {
        lock (_rows) state.Write(_rows.Count);
        return ValueTask.CompletedTask;
    }

    /// <summary>What came behind the checkpoint comes again.</summary>
    public void Restore(StateReader state)
    {
        var known = state.ReadInt();
        lock (_rows) _rows.RemoveRange(known, _rows.Count - known);
    }

    public ValueTask CloseAsync() => ValueTask.CompletedTask;
}
