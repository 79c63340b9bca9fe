using StreamGuard.Contracts;

namespace StreamGuard.Core.Runtime.Taps;

/// <summary>Looks on as batches pass some places of a pipeline, without holding them up.</summary>
public interface IWatcher
{
    /// <summary>Told of a batch that passes; called by several threads. The batch is lent for the call.</summary>
    /// <param name="component">The component that sends it.</param>
    /// <param name="batch">What passes.</param>
    void Take(string component, Batch batch);
}
