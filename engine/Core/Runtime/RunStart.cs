using StreamGuard.Core.Checkpoints;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Replay;

namespace StreamGuard.Core.Runtime;

/// <summary>What a run does before anything is read: takes up the state it goes on from, and opens and starts its parts.</summary>
/// <param name="plan">What is run.</param>
/// <param name="graph">Its parts.</param>
/// <param name="settings">How it is run.</param>
/// <param name="shares">Told where it begins.</param>
/// <param name="scope">Told what fails.</param>
/// <param name="health">Told what it goes on from.</param>
internal sealed class RunStart(Plan plan, Graph graph, RunSettings settings, RunShares shares, RunScope scope, CheckpointHealth health)
{
    /// <summary>The checkpoints, once they are taken hold of; null where none are kept.</summary>
    public ICheckpoints? Store { get; private set; }

    /// <summary>Takes hold of the checkpoints, and gives every component the state that the run goes on from.</summary>
    /// <exception cref="RefusedException">Nothing that is there can be gone on from, and why.</exception>
    public async Task<Beginning> RestoreAsync()
    {
        Store = settings.ReplaceCheckpoints
            ?? (plan.Run.CheckpointPath is { } path ? new CheckpointsOnDisk(CheckpointStore.Open(path, plan.Name, settings.Clock)) : null);
        if (settings.ReplaceCheckpoints is null && shares.CheckpointFolder is { } folder) UnfinishedReplay.Refuse(folder, settings.Restart, graph.File);
        var start = await new Recovery(graph, Store, settings.Restart, settings.Warn).FindAsync().ConfigureAwait(false);
        shares.WasSetBack = start.GoesBack;
        Store?.BeginFrom(start.Checkpoint?.Epoch);
        if (start.Checkpoint is { } checkpoint) GoOnFrom(checkpoint);
        foreach (var sink in graph.Sinks) sink.Buffer?.TakeUp(start.Checkpoint?.Epoch, settings.Restart, settings.Warn, sink.Account.In);
        return new Beginning(start.Checkpoint?.Epoch, start.LastEpoch);
    }

    /// <summary>Opens the sinks, that of dead letters first.</summary>
    /// <param name="deadScope">Where that one fails, the run does.</param>
    public async Task OpenSinksAsync(RunScope deadScope)
    {
        await graph.DeadSink.OpenAsync(graph.DeadLetters).ConfigureAwait(false);
        deadScope.Aborted.Register(scope.Abort);
        foreach (var sink in graph.Sinks) await sink.OpenAsync(graph.DeadLetters).ConfigureAwait(false);
    }

    /// <summary>Starts the operators, and lets them say what they have to say ahead of any row.</summary>
    public void StartOperators()
    {
        foreach (var started in graph.Operators)
        {
            try
            {
                started.Start();
            }
            catch (Exception cause)
            {
                scope.Fail(started.Node.Definition, cause);
            }
        }

        if (scope.Aborted.IsCancellationRequested) return;
        foreach (var started in graph.Operators) started.Announce();
    }

    private void GoOnFrom(SavedCheckpoint checkpoint)
    {
        var restore = new StateRestore(graph, checkpoint);
        if (restore.Loss is { } loss && !settings.Restart.AllowStateLoss) throw new RefusedException(loss);
        restore.Apply();
        graph.NoteEarlier(plan);
        health.RestoredFrom(checkpoint.Epoch);
    }
}

/// <summary>What a run remembers of where it began: not the state, which would stay in memory beside what becomes of it.</summary>
/// <param name="Checkpoint">The epoch it goes on from; null when it begins anew.</param>
/// <param name="LastEpoch">Its epochs count on from here.</param>
internal sealed record Beginning(long? Checkpoint, long LastEpoch);
