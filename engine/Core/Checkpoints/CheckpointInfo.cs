namespace StreamGuard.Core.Checkpoints;

/// <summary>Size of what one instance of a component saved.</summary>
public sealed record StateSize(string Component, string Part, string Kind, long Bytes);

/// <summary>What is known of a checkpoint without reading its state.</summary>
public sealed record CheckpointInfo(long Epoch)
{
    /// <summary>When its barrier went through; null where that cannot be read.</summary>
    public DateTimeOffset? Taken { get; init; }

    /// <summary>Size of the state.</summary>
    public long Bytes { get; init; }

    /// <summary>What of it was written for this checkpoint; the rest stands in those before.</summary>
    public long NewBytes { get; init; }

    /// <summary>What each instance of a component saved.</summary>
    public IReadOnlyList<StateSize> States { get; init; } = [];

    /// <summary>How far each partition of each source was read.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Positions { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, long>>();

    /// <summary>What is wrong with it, naming the file; null when nothing was found.</summary>
    public string? Damage { get; init; }
}
