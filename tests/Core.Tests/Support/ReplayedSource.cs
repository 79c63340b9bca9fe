using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Support;

/// <summary>
/// A bounded source of rows that are the same each time, read on from saved positions. Its reader can be held after so
/// many rows, for something to happen there.
/// </summary>
internal sealed class ReplayedSource(Schema schema, IReadOnlyDictionary<string, object?[][]> partitions) : ISource
{
    private readonly IReadOnlyDictionary<long, (TaskCompletionSource Held, TaskCompletionSource Released)> _holds = new Dictionary<long, (TaskCompletionSource, TaskCompletionSource)>();

    public bool IsBounded => true;

    public string? CommitsWith { get; init; }

    /// <summary>Called when it is told of an epoch.</summary>
    public Action<long> BeforeCommit { get; init; } = _ => { };

    /// <summary>Where this run waits to be released or stopped: so many rows after its start.</summary>
    public IReadOnlyList<long> Holds
    {
        init => _holds = value.ToDictionary(rows => rows, _ => (New(), New()));
    }

    /// <summary>Completes when it waits there, or has come to the end.</summary>
    public Task Held(long rows) => _holds[rows].Held.Task.WaitAsync(TimeSpan.FromSeconds(30));

    public void Release(long rows) => _holds[rows].Released.SetResult();

    /// <summary>Epochs it was told of, with the positions.</summary>
    public List<(long Epoch, IReadOnlyDictionary<string, long> Positions)> Committed { get; } = [];

    /// <summary>Whether the run it was last part of goes back behind checkpoints that are there.</summary>
    public bool WentBack { get; private set; }

    public Schema? Bind(SourceBinding binding) => schema;

    public async Task RunAsync(SourceOutput output, CancellationToken stop)
    {
        WentBack = output.Run.GoesBack;
        var open = partitions.Select(each => (each.Value, Partition: output.Open(each.Key))).Select(each => (each.Value, each.Partition, At: each.Partition.Position)).ToList();
        for (var read = 0L; open.Count > 0; read++)
        {
            if (_holds.TryGetValue(read, out var hold))
            {
                hold.Held.SetResult();
                await hold.Released.Task.WaitAsync(stop);
            }

            // From one partition after the other, in an order that is the same after a restart.
            var next = open.MinBy(each => (each.At, each.Partition.Name));
            open.Remove(next);
            if (next.At == next.Value.Length) await output.FinishAsync(next.Partition, stop);
            else
            {
                await output.WriteAsync(next.Partition, new BatchBuilder(schema).Row(next.Value[next.At]).Build(), next.At + 1, stop);
                open.Add(next with { At = next.At + 1 });
            }
        }

        foreach (var (held, _) in _holds.Values) held.TrySetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ValueTask CommitAsync(long epoch, IReadOnlyDictionary<string, long> positions, CancellationToken stop)
    {
        BeforeCommit(epoch);
        Committed.Add((epoch, positions));
        return ValueTask.CompletedTask;
    }
}
