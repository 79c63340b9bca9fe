using StreamGuard.Contracts;
using StreamGuard.Core.Checkpoints;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Runtime;

/// <summary>Where a run begins.</summary>
/// <param name="Checkpoint">What it goes on from; null when it begins anew.</param>
/// <param name="LastEpoch">Its epochs count on from here.</param>
/// <param name="GoesBack">Newer checkpoints are left aside, because others were asked for or they are damaged.</param>
internal sealed record StartingPoint(SavedCheckpoint? Checkpoint, long LastEpoch, bool GoesBack);

/// <summary>
/// Finds the checkpoint that a run goes on from. What transactional sinks have committed decides: a checkpoint was
/// complete before they committed it, so one that they have not committed is passed over, and one that they have
/// committed must be there.
/// </summary>
internal sealed class Recovery(Graph graph, ICheckpoints? store, RestartOptions options, Action<Problem> warn)
{
    private const string Anew = "Start it with --fresh to begin anew: rows that were delivered come again.";

    private readonly Dictionary<string, long> _committed = [];
    private readonly List<string> _damaged = [];

    /// <exception cref="RefusedException">Nothing that is there can be gone on from, and why.</exception>
    public async Task<StartingPoint> FindAsync()
    {
        foreach (var sink in graph.Sinks.Append(graph.DeadSink).Where(sink => sink.IsTransactional))
            _committed[sink.Definition.Name] = await sink.CommittedEpochAsync().ConfigureAwait(false);
        var last = (store?.Epochs ?? []).Concat(_committed.Values).DefaultIfEmpty().Max();
        if (store is null || options.Fresh) return new StartingPoint(null, last, GoesBack: false);
        var found = options.From is { } wanted ? Read(wanted) : FindNewest();
        return new StartingPoint(found, last, GoesBack: options.From is { } from ? store.Epochs.Any(epoch => epoch > from) : _damaged.Count > 0);
    }

    private SavedCheckpoint Read(long wanted)
    {
        if (!store!.Epochs.Contains(wanted))
            throw Refuse(ProblemCodes.NoSuchCheckpoint, $"there is no checkpoint {wanted} in '{store.Place}'.",
                store.Epochs.Count == 0 ? "There is none at all." : $"There are: {string.Join(", ", store.Epochs)}.");
        try
        {
            return store.Read(wanted);
        }
        catch (InvalidDataException damage)
        {
            throw Refuse(ProblemCodes.CheckpointDamaged, $"{damage.Message}.", Others(wanted));
        }
    }

    private SavedCheckpoint? FindNewest()
    {
        SavedCheckpoint? uncommitted = null;
        foreach (var epoch in store!.Epochs.Reverse())
        {
            try
            {
                var checkpoint = store.Read(epoch);
                if (IsCommitted(checkpoint)) return Checked(checkpoint);
                uncommitted = checkpoint;
            }
            catch (InvalidDataException damage)
            {
                _damaged.Add(damage.Message);
            }
        }

        if (_damaged.Count > 0) throw Refuse(ProblemCodes.CheckpointDamaged, $"{string.Join("; ", _damaged)}.", Anew);
        // The first of all was written and never committed: what it holds was never seen.
        if (uncommitted is not null && RunState.Previous(uncommitted) == 0) return null;
        if (uncommitted is not null || _committed.Values.Any(epoch => epoch > 0)) throw Lost(uncommitted);
        return null;
    }

    /// <summary>
    /// The last epoch that all its transactional sinks have committed which the pipeline still has; its own where there
    /// are none. Those that commit at once are one, and of those that commit apart the earliest counts: rows may come
    /// again, but none is lost.
    /// </summary>
    private long CommittedOf(SavedCheckpoint checkpoint) => graph.Sinks.Append(graph.DeadSink)
        .Where(sink => sink.IsTransactional && checkpoint.States.Any(state => state.Component == sink.Definition.Name))
        .GroupBy(sink => sink.CommitsWith, sink => _committed[sink.Definition.Name])
        .Select(group => group.Max()).DefaultIfEmpty(checkpoint.Epoch).Min();

    private bool IsCommitted(SavedCheckpoint checkpoint) => CommittedOf(checkpoint) >= checkpoint.Epoch;

    private SavedCheckpoint Checked(SavedCheckpoint checkpoint)
    {
        if (CommittedOf(checkpoint) > checkpoint.Epoch) throw Lost(checkpoint);
        foreach (var damage in _damaged)
            warn(new Problem(ProblemCodes.CheckpointDamaged, Severity.Warning, graph.File, $"{damage}.", $"Checkpoint {checkpoint.Epoch} is used."));
        return checkpoint;
    }

    private RefusedException Lost(SavedCheckpoint? newest)
    {
        var (sink, epoch) = _committed.MaxBy(each => each.Value);
        var there = newest is null ? "holds none" : $"does not hold it, only {string.Join(", ", store!.Epochs)}";
        return epoch > 0
            ? Refuse(ProblemCodes.CheckpointsLost, $"sink '{sink}' has committed checkpoint {epoch}, but the checkpoint folder '{store!.Place}' {there}: it is lost, or not the one this pipeline had.",
                newest is null ? Anew : $"{Anew} {Others(null)}")
            : Refuse(ProblemCodes.CheckpointsLost, $"nothing is known of the epochs that sink '{sink}' has committed, but the checkpoint folder '{store!.Place}' holds {string.Join(", ", store.Epochs)}: they were removed, have expired, or the folder was at another path.",
                $"{Anew} {BeforeNewest()}".TrimEnd());
    }

    /// <summary>The newest may never have been committed, and its rows would be lost; it was begun when the one before was.</summary>
    private string BeforeNewest() =>
        store!.Epochs.Count < 2 ? "" : $"Start it with --from {store.Epochs[^2]} to go on from there: rows that were delivered since come again.";

    private string Others(long? but)
    {
        var others = store!.Epochs.Where(epoch => epoch != but).ToList();
        return others.Count == 0 ? Anew : $"Start it with --from {others[^1]} to go on from there: rows that were delivered since come again.";
    }

    private RefusedException Refuse(string code, string message, string hint) => new(new Problem(code, Severity.Error, graph.File, message, hint));
}
