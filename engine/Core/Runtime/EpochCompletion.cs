using StreamGuard.Contracts;
using StreamGuard.Core.Checkpoints;

namespace StreamGuard.Core.Runtime;

/// <summary>
/// What is left of an epoch once its barrier has passed every sink: the dead letters, the checkpoint, and then the
/// commits.
/// </summary>
/// <param name="graph">The run's.</param>
/// <param name="scope">The run's.</param>
/// <param name="deadLetters">Brings their sink along.</param>
/// <param name="store">Where checkpoints are kept; null where none are.</param>
/// <param name="health">Is told how it went.</param>
/// <param name="restoredFrom">The epoch that the run began from; 0 when it began anew.</param>
internal sealed class EpochCompletion(Graph graph, RunScope scope, DeadLetterEpochs deadLetters, ICheckpoints? store, CheckpointHealth health, long restoredFrom)
{
    private long _previous = restoredFrom;

    /// <summary>Writes and commits an epoch. What could not be written is told, and its rows are committed with the next one.</summary>
    /// <param name="pending">All running sinks have prepared it.</param>
    /// <param name="ended">Sinks whose input has ended.</param>
    /// <param name="isLast">Nothing more comes.</param>
    /// <returns>Whether it is committed.</returns>
    public async Task<bool> CompleteAsync(PendingCheckpoint pending, IReadOnlyList<SinkStage> ended, bool isLast)
    {
        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(pending.GivenUp, scope.Aborted);
            if (await TryWriteAsync(pending, ended, isLast, stop.Token).ConfigureAwait(false) is not { } bytes) return false;
            pending.IsWritten = true;
            await CommitAsync(pending).ConfigureAwait(false);
            if (scope.Aborted.IsCancellationRequested) return false;
            _previous = pending.Epoch;
            health.Committed(pending, bytes, graph.StoodStillFor(pending.Epoch));
            Tidy(pending.Epoch);
            return true;
        }
        catch (Exception cause)
        {
            scope.Fail(new PipelineFailure("checkpoint", graph.File, cause.Message, cause));
            return false;
        }
        finally
        {
            deadLetters.Settle();
        }
    }

    /// <summary>Bytes of the checkpoint; null when there is none, because the disk is full, say, or it took too long.</summary>
    private async Task<long?> TryWriteAsync(PendingCheckpoint pending, IReadOnlyList<SinkStage> ended, bool isLast, CancellationToken stop)
    {
        try
        {
            foreach (var sink in ended) pending.Add(await sink.StateAtEndAsync(pending.Epoch).WaitAsync(stop).ConfigureAwait(false));
            pending.Add(await deadLetters.PrepareAsync(graph.DeadSink, pending.Epoch, isLast, stop).ConfigureAwait(false));
            foreach (var source in graph.Sources.Where(source => source.Order.HasEnded)) pending.Add(source.Node.Name, source.Order.Partitions.Positions());
            if (store is null) return 0;
            pending.Add(RunState.Save(_previous));
            var snapshot = scope.States.Snapshot(pending);
            FaultPoints.Reach("checkpoint.write.before");
            await store.WriteAsync(snapshot, stop).ConfigureAwait(false);
            FaultPoints.Reach("checkpoint.write.after");
            graph.SavedBytes = snapshot.States.GroupBy(state => state.Component).ToDictionary(states => states.Key, states => states.Sum(state => (long)state.Bytes.Length));
            return snapshot.States.Sum(state => state.Bytes.Length);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Given up, which was counted when it was, or the run is at its end.
            return null;
        }
        catch (IOException cause) when (cause is not TakenOverException)
        {
            health.Failed(cause.Message);
            return null;
        }
    }

    private async Task CommitAsync(PendingCheckpoint pending)
    {
        FaultPoints.Reach("epoch.commit.before");
        foreach (var commit in CommitOrder.Of(graph))
        {
            if (scope.Aborted.IsCancellationRequested) return;
            await commit(pending).ConfigureAwait(false);
        }

        FaultPoints.Reach("epoch.commit.after");
    }

    /// <summary>Removes what is needed no more; where that fails it stays for the next time.</summary>
    private void Tidy(long epoch)
    {
        try
        {
            store?.Committed(epoch);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            health.NotTidy($"earlier checkpoints could not be removed: {cause.Message}");
        }
    }
}
