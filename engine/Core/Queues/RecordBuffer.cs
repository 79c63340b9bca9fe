using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Queues;

/// <summary>
/// A record as it lies in a segment, made in memory that is used again and again: its length in bytes, the checksum of all
/// that follows it and of the length, the kind, the row it begins with, its number of rows, the time, the payload.
/// </summary>
internal sealed class RecordBuffer
{
    /// <summary>Bytes before the payload.</summary>
    public const int Head = sizeof(int) + Unchecked + 1 + sizeof(long) + sizeof(int) + sizeof(long);

    private const int Unchecked = sizeof(uint);

    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>Bytes of the record so far.</summary>
    public int Length => _bytes.WrittenCount;

    /// <summary>Begins a record; what is written to the writer is its payload.</summary>
    public StateWriter Begin()
    {
        _bytes.ResetWrittenCount();
        _bytes.GetSpan(Head);
        _bytes.Advance(Head);
        return new StateWriter(_bytes);
    }

    /// <summary>The whole record; good until the next one is begun.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="row">Rows of the queue before it.</param>
    /// <param name="rows">Rows in it.</param>
    /// <param name="written">When.</param>
    public ReadOnlySpan<byte> Seal(RecordKind kind, long row, int rows, DateTimeOffset written)
    {
        var record = MemoryMarshal.AsMemory(_bytes.WrittenMemory).Span;
        BinaryPrimitives.WriteInt32LittleEndian(record, record.Length);
        record[8] = (byte)kind;
        BinaryPrimitives.WriteInt64LittleEndian(record[9..], row);
        BinaryPrimitives.WriteInt32LittleEndian(record[17..], rows);
        BinaryPrimitives.WriteInt64LittleEndian(record[21..], written.UtcTicks);
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], Checksum(record));
        return record;
    }

    /// <summary>The length of a record that begins with these bytes; it may be anything where they are damaged.</summary>
    public static int LengthOf(ReadOnlySpan<byte> head) => BinaryPrimitives.ReadInt32LittleEndian(head);

    /// <summary>Reads a whole record back; null where it is not what was written.</summary>
    /// <param name="record">As long as its head says, and at least a head.</param>
    public static QueueRecord? Open(ReadOnlyMemory<byte> record)
    {
        var bytes = record.Span;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) != Checksum(bytes)) return null;
        var (row, rows) = (BinaryPrimitives.ReadInt64LittleEndian(bytes[9..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[17..]));
        return new QueueRecord((RecordKind)bytes[8], row, rows, new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(bytes[21..]), TimeSpan.Zero), record[Head..]);
    }

    /// <summary>Of the length too: a file that a crash left longer than what was written to it ends in zeros.</summary>
    private static uint Checksum(ReadOnlySpan<byte> record) => Crc32C.Of(record[8..]) ^ (uint)record.Length;
}
