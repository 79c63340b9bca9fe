using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Support;

/// <summary>Keeps the rows it is given, and what was prepared and committed.</summary>
internal sealed class CollectingSink : ISink
{
    private readonly List<object?[]> _rows = [];
    private SinkContext? _context;

    /// <summary>Called before each batch is taken.</summary>
    public Func<Task> BeforeWrite { get; init; } = () => Task.CompletedTask;

    /// <summary>Rows it refuses, and lets become dead letters.</summary>
    public Func<object?[], bool> Refuses { get; init; } = _ => false;

    public List<string> Calls { get; } = [];

    public IReadOnlyList<object?[]> Rows
    {
        get
        {
            lock (_rows) return [.. _rows];
        }
    }

    public void Bind(SinkBinding binding) => binding.Guarantees(Delivery.AtLeastOnce, "at once");

    public ValueTask OpenAsync(SinkContext context, CancellationToken stop)
    {
        _context = context;
        return ValueTask.CompletedTask;
    }

    public async ValueTask WriteAsync(Batch batch, CancellationToken stop)
    {
        await BeforeWrite();
        for (var row = 0; row < batch.Rows; row++)
        {
            object?[] values = [.. Enumerable.Range(0, batch.Schema.Count).Select(column => batch[column].Boxed(row))];
            if (Refuses(values)) _context!.DeadLetter(batch, [row], "refused");
            else
                lock (_rows) _rows.Add(values);
        }
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
