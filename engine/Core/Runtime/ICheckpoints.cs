using StreamGuard.Core.Checkpoints;

namespace StreamGuard.Core.Runtime;

/// <summary>Where a run keeps its checkpoints: a folder, or memory in tests.</summary>
internal interface ICheckpoints : IDisposable
{
    /// <summary>For messages.</summary>
    string Place { get; }

    /// <summary>The epochs there are, oldest first, whole or damaged.</summary>
    IReadOnlyList<long> Epochs { get; }

    /// <summary>The whole checkpoint.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or there is none; says what is wrong.</exception>
    SavedCheckpoint Read(long epoch);

    /// <summary>
    /// The run goes on from this epoch, or begins anew: later ones belong to another course of events. They go when the
    /// run has a checkpoint of its own.
    /// </summary>
    void BeginFrom(long? epoch);

    /// <summary>Durable when the task completes.</summary>
    /// <exception cref="IOException">It could not be written; a later one may be.</exception>
    Task WriteAsync(Snapshot snapshot, CancellationToken stop);

    /// <summary>Every sink has committed the epoch: only the two newest checkpoints are needed from now on.</summary>
    void Committed(long epoch);
}
