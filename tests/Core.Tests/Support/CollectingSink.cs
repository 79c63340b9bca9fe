using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Support;

/// <summary>Keeps the rows it is given, and what was prepared and committed.</summary>
internal sealed class CollectingSink : ISink
{
    private readonly List<object?[]> _rows = [];

    /// <summary>Called before each batch is taken.</summary>
    public Func<Task> BeforeWrite { get; init; } = () => Task.CompletedTask;

    public List<string> Calls { get; } = [];

    public IReadOnlyList<object?[]> Rows
    {
        get
        {
            lock (_rows) return [.. _rows];
        }
    }

    public void Bind(SinkBinding binding) => binding.Guarantees(Delivery.AtLeastOnce, "at once");

    public ValueTask OpenAsync(SinkContext context, CancellationToken stop) => ValueTask.CompletedTask;

    public async ValueTask WriteAsync(Batch batch, CancellationToken stop)
    {
        await BeforeWrite();
        lock (_rows)
            for (var row = 0; row < batch.Rows; row++)
                _rows.Add([.. Enumerable.Range(0, batch.Schema.Count).Select(column => batch[column].Boxed(row))]);
    }

    public ValueTask PrepareAsync(long epoch, StateWriter state, CancellationToken stop) => Note($"prepare {epoch}");

    public ValueTask CommitAsync(long epoch, CancellationToken stop) => Note($"commit {epoch}");

    public ValueTask CloseAsync() => Note("close");

    private ValueTask Note(string call)
    {
        lock (Calls) Calls.Add(call);
        return ValueTask.CompletedTask;
    }
}
