namespace StreamGuard.Contracts;

/// <summary>What flows between components.</summary>
public enum MessageKind : byte
{
    /// <summary>Rows.</summary>
    Batch,

    /// <summary>No row with an earlier event time is to be expected; Value is microseconds UTC.</summary>
    Watermark,

    /// <summary>
    /// From a lane to where lanes meet again: it has handled its input up to this watermark, and sent what that fired and
    /// how far it lets the watermark go. Value is microseconds UTC.
    /// </summary>
    Fired,

    /// <summary>A cut through the stream; Value is the epoch, counted from 1.</summary>
    Barrier,

    /// <summary>Nothing comes for now: this input holds no watermark back until it is active again.</summary>
    Idle,

    /// <summary>The input is no longer idle; comes before the rows that woke it, which may be filtered on their way.</summary>
    Active,

    /// <summary>Nothing comes any more.</summary>
    End,
}

/// <summary>A batch or a signal, in one channel, in order.</summary>
public readonly record struct Message(MessageKind Kind, Batch? Batch, long Value)
{
    /// <summary>
    /// When that came in at the source from which this was made, or by which it became due: a timestamp of the clock; 0 where
    /// nobody knows.
    /// </summary>
    public long Arrived { get; init; }

    public static Message Of(Batch batch) => new(MessageKind.Batch, batch, 0);

    public static Message Watermark(long micros) => new(MessageKind.Watermark, null, micros);

    public static Message Fired(long micros) => new(MessageKind.Fired, null, micros);

    public static Message Barrier(long epoch) => new(MessageKind.Barrier, null, epoch);

    public static Message Idle => new(MessageKind.Idle, null, 0);

    public static Message Active => new(MessageKind.Active, null, 0);

    public static Message End => new(MessageKind.End, null, 0);
}
