using StreamGuard.Core.Checkpoints;

namespace StreamGuard.Core.Runtime;

/// <summary>Who has to know when a sink has prepared an epoch.</summary>
internal interface ISinkEpochs
{
    /// <summary>
    /// The epoch that what a sink has written up to its end belongs to. Waits while an epoch that the sink has prepared
    /// is not committed: what comes behind it must not become visible with it.
    /// </summary>
    Task<long> EndingAsync(SinkStage sink);

    /// <summary>Waits while an epoch that the sink has prepared is neither committed nor given up.</summary>
    Task SettledAsync(SinkStage sink);

    /// <summary>Everything before the epoch's barrier is durable; the state is taken over.</summary>
    void Prepared(SinkStage sink, long epoch, ComponentState state);

    /// <summary>
    /// The sink's input has ended, and rows of it wait in its buffer for their epoch: from now on it takes the barriers of
    /// epochs as sources do, until it has ended too.
    /// </summary>
    void Draining(SinkStage sink);

    /// <summary>The sink's input has ended, and everything is durable.</summary>
    void Ended(SinkStage sink);
}
