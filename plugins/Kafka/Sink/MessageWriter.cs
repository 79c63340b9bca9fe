using System.Buffers;
using Confluent.Kafka;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Kafka.Sink;

/// <summary>Makes messages of rows: key, headers, and the row as a JSON object.</summary>
/// <param name="text">How rows are written.</param>
/// <param name="key">Columns of the key.</param>
/// <param name="headers">Names and columns of headers.</param>
internal sealed class MessageWriter(IRowText text, IReadOnlyList<int> key, IReadOnlyList<(string Name, int Column)> headers)
{
    private readonly ArrayBufferWriter<byte> _key = new(256);
    private readonly ArrayBufferWriter<byte> _value = new(1024);

    public RowMessage Write(Batch batch, int row)
    {
        _key.ResetWrittenCount();
        var hasKey = WriteKey(batch, row);
        var sent = headers.Count == 0 ? null : Headers(batch, row);
        _value.ResetWrittenCount();
        text.Json(batch, row, _value);
        return new RowMessage(hasKey, _key.WrittenSpan, _value.WrittenSpan, sent);
    }

    private bool WriteKey(Batch batch, int row)
    {
        if (key.Count == 0 || (key.Count == 1 && batch[key[0]].IsNull(row))) return false;
        if (key.Count == 1)
        {
            text.Plain(batch[key[0]], row, _key);
            return true;
        }

        for (var i = 0; i < key.Count; i++)
        {
            _key.Write(i == 0 ? "["u8 : ","u8);
            text.JsonValue(batch[key[i]], row, _key);
        }

        _key.Write("]"u8);
        return true;
    }

    private Headers Headers(Batch batch, int row)
    {
        var result = new Headers();
        foreach (var (name, column) in headers)
        {
            if (batch[column].IsNull(row)) continue;
            _value.ResetWrittenCount();
            text.Plain(batch[column], row, _value);
            result.Add(name, _value.WrittenSpan.ToArray());
        }

        return result;
    }
}
