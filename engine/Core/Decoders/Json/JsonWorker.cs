using StreamGuard.Contracts;

namespace StreamGuard.Core.Decoders.Json;

/// <summary>Decodes the lines of a chunk.</summary>
internal sealed class JsonWorker(JsonRecordReader reader) : IDecodeWorker
{
    public void Decode(RawChunk chunk, DecodeResult result)
    {
        var bytes = chunk.Bytes;
        var rows = 0;
        for (var start = 0; start < bytes.Length;)
        {
            var line = bytes[start..];
            var end = line.IndexOf((byte)'\n');
            var next = start + (end < 0 ? line.Length : end + 1);
            if (end >= 0) line = line[..end];
            if (line.EndsWith("\r"u8)) line = line[..^1];
            if (line.ContainsAnyExcept(" \t"u8)) rows += Record(line, start, chunk, result, rows);
            start = next;
        }
    }

    private int Record(ReadOnlySpan<byte> line, int start, RawChunk chunk, DecodeResult result, int rows)
    {
        if (reader.Read(line, result.Rows) is not { } reason)
        {
            result.RowAt(chunk.Position + start, line.Length);
            return 1;
        }

        result.Rows.Truncate(rows);
        result.Reject(start, line.Length, reason);
        return 0;
    }
}
