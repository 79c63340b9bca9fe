using System.Buffers;
using System.Text;
using Confluent.Kafka;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Kafka.Sink;

/// <summary>Makes messages of rows: key, headers, and the row as a JSON object.</summary>
/// <param name="text">How rows are written.</param>
/// <param name="key">Columns of the key.</param>
/// <param name="headers">Names and columns of headers.</param>
internal sealed class MessageWriter(IRowText text, IReadOnlyList<int> key, IReadOnlyList<(string Name, int Column)> headers)
{
    // What a batch and a message take beside key, value and headers, at the most (KIP-98: 61 bytes and five numbers).
    private const int Frame = 61 + 36;
    private const int HeaderFrame = 10;

    private readonly ArrayBufferWriter<byte> _buffer = new(1024);

    public Message<byte[], byte[]> Write(Batch batch, int row)
    {
        var message = new Message<byte[], byte[]> { Key = Key(batch, row)!, Headers = headers.Count == 0 ? null : Headers(batch, row) };
        text.Json(batch, row, _buffer);
        message.Value = Take();
        return message;
    }

    /// <summary>Bytes that the message takes in a batch of its own, at the most.</summary>
    public static long SizeOf(Message<byte[], byte[]> message)
    {
        long size = Frame + (message.Key?.Length ?? 0) + message.Value.Length;
        if (message.Headers is null) return size;
        foreach (var header in message.Headers) size += HeaderFrame + Encoding.UTF8.GetByteCount(header.Key) + header.GetValueBytes().Length;
        return size;
    }

    private byte[]? Key(Batch batch, int row)
    {
        if (key.Count == 0 || (key.Count == 1 && batch[key[0]].IsNull(row))) return null;
        if (key.Count == 1)
        {
            text.Plain(batch[key[0]], row, _buffer);
            return Take();
        }

        for (var i = 0; i < key.Count; i++)
        {
            _buffer.Write(i == 0 ? "["u8 : ","u8);
            text.JsonValue(batch[key[i]], row, _buffer);
        }

        _buffer.Write("]"u8);
        return Take();
    }

    private Headers Headers(Batch batch, int row)
    {
        var result = new Headers();
        foreach (var (name, column) in headers)
        {
            if (batch[column].IsNull(row)) continue;
            text.Plain(batch[column], row, _buffer);
            result.Add(name, Take());
        }

        return result;
    }

    private byte[] Take()
    {
        var bytes = _buffer.WrittenSpan.ToArray();
        _buffer.ResetWrittenCount();
        return bytes;
    }
}
