namespace StreamGuard.Contracts;

/// <summary>
/// State kept by key, of a transform that says <see cref="TransformBinding.KeyedBy"/>. What several instances saved, each
/// with a share of the keys, comes back in another number of instances: each new one is given the states of all old ones
/// and takes what belongs to its own keys.
/// </summary>
public interface IKeyedState : IStateful
{
    /// <summary>
    /// Called instead of <see cref="IStateful.Restore"/>, on a new instance that has been bound: reads every state to its
    /// end, and keeps what belongs to the keys of its share.
    /// </summary>
    /// <param name="states">What all instances saved at one barrier; the readers are this instance's own.</param>
    /// <param name="share">Which keys this instance will be given the rows of.</param>
    /// <exception cref="InvalidDataException">The states do not belong together, or are damaged.</exception>
    /// <exception cref="EndOfStreamException">A state ends too early.</exception>
    void Restore(IReadOnlyList<StateReader> states, IKeyShare share);
}

/// <summary>The keys of one instance; of all shares of a component exactly one has a key.</summary>
public interface IKeyShare
{
    /// <summary>Tells which keys belong to the share.</summary>
    /// <param name="keys">A row a key: the columns given to <see cref="TransformBinding.KeyedBy"/>, in that order.</param>
    /// <param name="isOwn">An item a row, to be filled in.</param>
    void Choose(Batch keys, Span<bool> isOwn);
}
