using StreamGuard.Contracts;
using StreamGuard.Core.Checkpoints;
using StreamGuard.Core.Queues;
using StreamGuard.Core.Runtime.Sinks;

namespace StreamGuard.Core.Runtime.Buffering;

/// <summary>What a checkpoint says of a buffer: which one it is, and how far rows went into it.</summary>
/// <param name="Path">Its folder.</param>
/// <param name="Queue">The queue's name.</param>
/// <param name="End">Behind the last row before the barrier.</param>
/// <param name="Delivered">Rows that were delivered by then.</param>
/// <param name="LettersSent">Number of the last refused row that went to the dead letters by then.</param>
internal sealed record BufferMark(string Path, string Queue, QueuePosition End, long Delivered, long LettersSent)
{
    /// <summary>The part of a sink's state in a checkpoint.</summary>
    public const string Part = "buffer";

    private const byte Format = 1;

    public static BufferMark Read(StateReader state)
    {
        state.ReadFormat(Format, "a buffer");
        return new BufferMark(state.ReadString(), state.ReadString(), QueuePosition.Read(state), state.ReadLong(), state.ReadLong());
    }

    /// <summary>Rows in the buffer of a sink that has none any more which were not delivered: those the checkpoint knows.</summary>
    public static (long Rows, string Path) Left(SavedState state)
    {
        var mark = Read(new StateReader(state.Bytes[SinkFigures.SavedBytes..]));
        var ack = BufferFolder.Look(mark.Path);
        return (mark.End.Row - Math.Max(mark.Delivered, ack?.Queue == mark.Queue ? ack.Position.Row : 0), mark.Path);
    }

    public void Write(StateWriter state)
    {
        state.WriteFormat(Format);
        state.Write(Path);
        state.Write(Queue);
        End.Write(state);
        state.Write(Delivered);
        state.Write(LettersSent);
    }
}
