using System.Buffers;
using StreamGuard.Contracts;
using StreamGuard.Core.Planning;

namespace StreamGuard.Core.Runtime.Sources;

/// <summary>
/// What the connector and the decoder of a source save, at the moment an epoch is cut. Of a source that is held it is kept,
/// so that the next cut at the same place has the same state whatever the reader finds out meanwhile.
/// </summary>
internal sealed class SourceReaderState(StateCollector states, PlanNode node, ISource source, IDecoder? decoder)
{
    private readonly StateSlot _readerSlot = SourceSlots.Reader(node);
    private readonly StateSlot _decoderSlot = SourceSlots.Decoder(node);
    private readonly List<(StateSlot Slot, byte[] Bytes)> _held = [];

    /// <summary>The parts, and how each is read back.</summary>
    public IEnumerable<(StateSlot Slot, Action<StateReader> Restore)> Parts()
    {
        yield return (_readerSlot, source.Restore);
        if (decoder is not null) yield return (_decoderSlot, decoder.Restore);
    }

    /// <summary>As it is now, for an epoch behind which the source goes on.</summary>
    public void SaveFor(long epoch) => Save((slot, save) => states.Passed(epoch, slot, save));

    /// <summary>As it is now, for all epochs to come: nothing more is read.</summary>
    public void SaveAtEnd() => Save(states.Ended);

    /// <summary>Keeps it as it is now.</summary>
    public void Keep()
    {
        _held.Clear();
        Save((slot, save) => _held.Add((slot, Written(save))));
    }

    /// <summary>As it was kept, for an epoch.</summary>
    public void SaveKept(long epoch)
    {
        foreach (var (slot, bytes) in _held) states.Passed(epoch, slot, state => state.WriteItems<byte>(bytes));
    }

    private void Save(Action<StateSlot, Action<StateWriter>> save)
    {
        save(_readerSlot, source.Save);
        if (decoder is not null) save(_decoderSlot, decoder.Save);
    }

    private static byte[] Written(Action<StateWriter> save)
    {
        var bytes = new ArrayBufferWriter<byte>();
        save(new StateWriter(bytes));
        return bytes.WrittenSpan.ToArray();
    }
}
