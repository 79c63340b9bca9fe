using System.Text.Unicode;
using Confluent.Kafka;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Kafka.Source;

/// <summary>What the value of a message is to the decoder.</summary>
internal enum ValueKind : byte
{
    /// <summary>A record that may stand among others.</summary>
    Record,

    /// <summary>It has line feeds in it, or is blank: it must be decoded alone.</summary>
    Alone,

    /// <summary>No value at all: the message deletes its key.</summary>
    Missing,

    /// <summary>More bytes than a record may have; only the first are kept.</summary>
    TooLong,
}

/// <summary>A value that was taken in: the bytes kept of it, and how many it had.</summary>
internal readonly record struct MessageValue(ValueKind Kind, int Kept, int Length);

/// <summary>A key that was taken in; -1 bytes when the message has none.</summary>
internal readonly record struct MessageKey(int Length, bool IsText);

/// <summary>
/// Takes keys and values out of the client's memory as it hands over a message. A value goes straight behind what is
/// there in the buffer of the partition that the last message came from, which nearly always is that of this one.
/// </summary>
/// <remarks>In place of an array for each value: 190 bytes fewer a message are allocated, and a third more messages come through.</remarks>
internal sealed class MessageIntake(long maxLine) : IDeserializer<MessageValue>, IDeserializer<MessageKey>
{
    private const int KeptOfTooLong = 64 * 1024;

    private byte[] _key = new byte[256];

    /// <summary>Where values go until one turns out to be another partition's.</summary>
    public PartitionBuffer Buffer { get; set; } = new();

    /// <summary>The bytes of the last message's key.</summary>
    public ReadOnlySpan<byte> Key(MessageKey key) => _key.AsSpan(0, key.Length);

    MessageValue IDeserializer<MessageValue>.Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context)
    {
        if (isNull) return new MessageValue(ValueKind.Missing, 0, 0);
        var kind = data.Length > maxLine ? ValueKind.TooLong : KindOf(data);
        var kept = kind == ValueKind.TooLong ? data[..Math.Min(data.Length, KeptOfTooLong)] : data;
        Buffer.Stage(kept);
        return new MessageValue(kind, kept.Length, data.Length);
    }

    MessageKey IDeserializer<MessageKey>.Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context)
    {
        if (isNull) return new MessageKey(-1, IsText: true);
        if (_key.Length < data.Length) _key = new byte[data.Length * 2];
        data.CopyTo(_key);
        return new MessageKey(data.Length, Utf8.IsValid(data));
    }

    private static ValueKind KindOf(ReadOnlySpan<byte> data)
    {
        var lineFeed = data.IndexOf((byte)'\n');
        if (lineFeed >= 0 && lineFeed < data.Length - 1) return ValueKind.Alone;
        // What begins with white space may be nothing but that, which decoders of lines pass over.
        if (data.IsEmpty || (data[0] <= ' ' && !data.ContainsAnyExcept(" \t\r\n"u8))) return ValueKind.Alone;
        return ValueKind.Record;
    }
}
