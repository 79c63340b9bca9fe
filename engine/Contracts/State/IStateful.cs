namespace StreamGuard.Contracts;

/// <summary>Something whose state goes into a checkpoint and comes back from one.</summary>
public interface IStateful
{
    /// <summary>
    /// About how many bytes <see cref="Save"/> would write, where that may be much: room for so much is made ready before a
    /// barrier goes out. Asked by another thread while rows flow, so an estimate of a few numbers that are at hand.
    /// </summary>
    long StateBytes => 0;

    /// <summary>How many keys it keeps something of; null where state is not by key. Asked by another thread too.</summary>
    long? StateKeys => null;

    /// <summary>
    /// Writes the state as a barrier passes. The stream stands still meanwhile: large states are written as whole arrays.
    /// A layout that may change later begins with <see cref="StateWriter.WriteFormat"/>.
    /// </summary>
    void Save(StateWriter state) { }

    /// <summary>Reads what <see cref="Save"/> wrote, into a new instance that has been bound.</summary>
    /// <exception cref="InvalidDataException">The state is damaged or of another format.</exception>
    /// <exception cref="EndOfStreamException">The state ends too early.</exception>
    void Restore(StateReader state) { }
}
