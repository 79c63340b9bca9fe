using System.Text;
using Confluent.Kafka;

namespace StreamGuard.Plugins.Kafka.Sink;

/// <summary>A row as a message. Its bytes are the writer's, until it writes the next.</summary>
internal readonly ref struct RowMessage(bool hasKey, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, Headers? headers)
{
    // What a batch and a message take beside key, value and headers, at the most (KIP-98: 61 bytes and five numbers).
    private const int Frame = 61 + 36;
    private const int HeaderFrame = 10;

    /// <summary>A message may have an empty key, or none.</summary>
    public bool HasKey { get; } = hasKey;

    public ReadOnlySpan<byte> Key { get; } = key;

    public ReadOnlySpan<byte> Value { get; } = value;

    /// <summary>Null for none.</summary>
    public Headers? Headers { get; } = headers;

    /// <summary>Bytes that the message takes in a batch of its own, at the most.</summary>
    public long Size
    {
        get
        {
            long size = Frame + Key.Length + Value.Length;
            if (Headers is null) return size;
            foreach (var header in Headers) size += HeaderFrame + Encoding.UTF8.GetByteCount(header.Key) + header.GetValueBytes().Length;
            return size;
        }
    }

    /// <summary>The same with bytes of its own, as the managed client takes it.</summary>
    public Message<byte[], byte[]> ToMessage() => new() { Key = HasKey ? Key.ToArray() : null!, Value = Value.ToArray(), Headers = Headers };
}
