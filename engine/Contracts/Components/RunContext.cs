namespace StreamGuard.Contracts;

/// <summary>What the components of one run share.</summary>
public abstract class RunContext
{
    /// <summary>The pipeline's name.</summary>
    public abstract string Pipeline { get; }

    /// <summary>Full path of the folder that checkpoints are kept in; null when none are kept.</summary>
    public abstract string? CheckpointFolder { get; }

    /// <summary>The one clock.</summary>
    public abstract TimeProvider Clock { get; }

    /// <summary>
    /// One object for all components that ask for it by this key, such as the connection to a cluster: made by the first.
    /// Disposed of when the run has ended and every component is closed.
    /// </summary>
    public abstract T Shared<T>(string key, Func<T> create) where T : class;
}
