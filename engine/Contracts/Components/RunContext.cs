namespace StreamGuard.Contracts;

/// <summary>What the components of one run share.</summary>
public abstract class RunContext
{
    /// <summary>The pipeline's name.</summary>
    public abstract string Pipeline { get; }

    /// <summary>Full path of the folder that checkpoints are kept in; null when none are kept.</summary>
    public abstract string? CheckpointFolder { get; }

    /// <summary>How often the stream is cut into epochs.</summary>
    public abstract Duration CheckpointEvery { get; }

    /// <summary>Some component keeps what depends on the rows it has seen: one host must see them all.</summary>
    public abstract bool KeepsState { get; }

    /// <summary>The run was told to begin anew: what an earlier one has left behind, wherever, does not count.</summary>
    public abstract bool IsFresh { get; }

    /// <summary>
    /// The run goes on from a checkpoint that others came after, because it was told to or they are damaged: what else
    /// remembers of the time since then does not count.
    /// </summary>
    public abstract bool GoesBack { get; }

    /// <summary>What the pipeline's sinks write that can be asked for, by their names.</summary>
    public virtual IReadOnlyDictionary<string, QueryTable> Tables => new Dictionary<string, QueryTable>();

    /// <summary>The one clock.</summary>
    public abstract TimeProvider Clock { get; }

    /// <summary>
    /// One object for all components that ask for it by this key, such as the connection to a cluster: made by the first.
    /// Disposed of when the run has ended and every component is closed.
    /// </summary>
    public abstract T Shared<T>(string key, Func<T> create) where T : class;
}
