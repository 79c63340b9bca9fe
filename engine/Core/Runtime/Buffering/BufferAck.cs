using System.Buffers;
using StreamGuard.Contracts;
using StreamGuard.Core.Queues;

namespace StreamGuard.Core.Runtime.Buffering;

/// <summary>How far a buffer was delivered: what a sink has taken up to here is not sent to it again.</summary>
internal sealed record BufferAck
{
    private const byte Format = 1;

    /// <summary>The queue's name, another for each queue that was begun.</summary>
    public required string Queue { get; init; }

    /// <summary>Fingerprint of the columns of its rows.</summary>
    public required string Columns { get; init; }

    /// <summary>Fingerprint of the sink that <see cref="State"/> is of.</summary>
    public required string Sink { get; init; }

    /// <summary>The last epoch of the sink: each ends where it was asked how far it has come.</summary>
    public long Epoch { get; init; }

    /// <summary>Behind the last row that was delivered.</summary>
    public QueuePosition Position { get; init; } = QueuePosition.Start;

    /// <summary>What the sink prepared in its last epoch.</summary>
    public ReadOnlyMemory<byte> State { get; init; }

    /// <summary>Rows that the sink has refused, as <see cref="LetterBox"/> saves them.</summary>
    public ReadOnlyMemory<byte> Letters { get; init; }

    /// <summary>What a folder says; null where it says nothing that can be read.</summary>
    public static BufferAck? Read(PositionFile file)
    {
        if (file.Last is not { } content) return null;
        var state = new StateReader(content);
        state.ReadFormat(Format, "a buffer");
        return new BufferAck
        {
            Queue = state.ReadString(),
            Columns = state.ReadString(),
            Sink = state.ReadString(),
            Epoch = state.ReadLong(),
            Position = QueuePosition.Read(state),
            State = state.ReadBytes().ToArray(),
            Letters = state.ReadBytes().ToArray(),
        };
    }

    /// <summary>Returns when it is on disk.</summary>
    public void Write(PositionFile file)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var state = new StateWriter(bytes);
        state.WriteFormat(Format);
        state.Write(Queue);
        state.Write(Columns);
        state.Write(Sink);
        state.Write(Epoch);
        Position.Write(state);
        state.WriteBytes(State.Span);
        state.WriteBytes(Letters.Span);
        file.Write(bytes.WrittenSpan);
    }
}
