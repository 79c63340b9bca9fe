using System.Buffers;
using StreamGuard.Core.Checkpoints;
using StreamGuard.Core.Runtime;

namespace StreamGuard.Core.Replay;

/// <summary>
/// The checkpoints of a pipeline while dead letters are replayed through it. Sinks go on from where the pipeline left
/// them, in its epochs, so that what they write is theirs as any other row; its sources and transforms stay as they are,
/// carried from checkpoint to checkpoint, and those of the replay lie beside them, under names of their own.
/// </summary>
/// <param name="store">The pipeline's.</param>
/// <param name="shared">Names of its sinks.</param>
/// <param name="goesOn">A replay that was cut off is taken up again.</param>
internal sealed class ReplayCheckpoints(CheckpointStore store, IReadOnlySet<string> shared, bool goesOn) : ICheckpoints
{
    private readonly CheckpointsOnDisk _pipelines = new(store);
    private readonly Dictionary<long, List<SavedState>> _others = [];
    private List<SavedState> _carried = [];
    private IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>>? _positions;

    public string Place => _pipelines.Place;

    public IReadOnlyList<long> Epochs => _pipelines.Epochs;

    public SavedCheckpoint Read(long epoch)
    {
        var checkpoint = _pipelines.Read(epoch);
        _others[epoch] = [.. checkpoint.States.Where(state => !IsShared(state.Component) && !RunState.IsOfReplay(state.Component))];
        var own = checkpoint.States.Where(state => goesOn && RunState.IsOfReplay(state.Component)).Select(state => state with { Component = RunState.WithoutReplay(state.Component) });
        return checkpoint with { States = [.. checkpoint.States.Where(state => IsShared(state.Component)), .. own] };
    }

    public void BeginFrom(long? epoch)
    {
        if (epoch is { } from)
        {
            _carried = _others[from];
            _positions = store.List().First(info => info.Epoch == from).Positions;
        }

        _pipelines.BeginFrom(epoch);
    }

    public async Task WriteAsync(Snapshot snapshot, CancellationToken stop)
    {
        var carried = _carried.ConvertAll(Copy);
        try
        {
            var own = snapshot.States.Select(state => IsShared(state.Component) ? state : state with { Component = RunState.OfReplay(state.Component) });
            await _pipelines.WriteAsync(snapshot with { States = [.. carried, .. own], Positions = _positions }, stop).ConfigureAwait(false);
        }
        finally
        {
            foreach (var state in carried) state.Bytes.Dispose();
        }
    }

    public void Committed(long epoch) => _pipelines.Committed(epoch);

    public void Dispose() => _pipelines.Dispose();

    private bool IsShared(string component) => component == RunState.Component || shared.Contains(component);

    private static ComponentState Copy(SavedState state)
    {
        var bytes = new StateBuffer();
        bytes.Write(state.Bytes.Span);
        return new ComponentState(state.Component, state.Part, state.Kind, new Lazy<string>(state.Fingerprint), bytes);
    }
}
