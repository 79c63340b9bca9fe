namespace StreamGuard.Core.Checkpoints;

/// <summary>What one instance of a component saved.</summary>
/// <param name="Component">Its name in the pipeline file.</param>
/// <param name="Part">Which of its instances: "source", "lane 2 of 4", "sink", …; one of a kind in its component.</param>
/// <param name="Kind">The component's kind: file, window, ….</param>
/// <param name="Fingerprint">Of what the state was written for; state with another does not fit.</param>
/// <param name="Bytes">The state itself.</param>
internal sealed record ComponentState(string Component, string Part, string Kind, Lazy<string> Fingerprint, StateBuffer Bytes);

/// <summary>All that a checkpoint is to hold. Whoever made it disposes of it, when it is written or was given up.</summary>
/// <param name="Epoch">Of the barrier that the components saved at.</param>
/// <param name="Taken">When that was.</param>
/// <param name="States">Of every instance, in any order.</param>
internal sealed record Snapshot(long Epoch, DateTimeOffset Taken, IReadOnlyList<ComponentState> States) : IDisposable
{
    /// <summary>By source and partition how far it was read, for people who look at checkpoints.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>>? Positions { get; init; }

    public void Dispose()
    {
        foreach (var state in States) state.Bytes.Dispose();
    }
}
