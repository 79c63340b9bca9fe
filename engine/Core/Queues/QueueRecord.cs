namespace StreamGuard.Core.Queues;

/// <summary>What a record of a queue is.</summary>
internal enum RecordKind : byte
{
    /// <summary>The first of each segment; its payload is the name of the queue that the segment belongs to.</summary>
    Begin = 1,

    /// <summary>A batch of rows.</summary>
    Rows = 2,

    /// <summary>The end of an epoch; its payload is the number.</summary>
    Mark = 3,
}

/// <summary>One record as it was read.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Row">Rows of the queue before it.</param>
/// <param name="Rows">Rows in it.</param>
/// <param name="Written">When it was written.</param>
/// <param name="Payload">Good until the next record is read.</param>
internal readonly record struct QueueRecord(RecordKind Kind, long Row, int Rows, DateTimeOffset Written, ReadOnlyMemory<byte> Payload);
