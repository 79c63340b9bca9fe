using System.Runtime.InteropServices;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Decoders.Json;

/// <summary>Decodes the lines of a chunk, each by the fastest way that takes it.</summary>
/// <param name="rows">Where rows go.</param>
/// <param name="templates">The first way; null to go without.</param>
/// <param name="sorter">The second way; null to go without.</param>
/// <param name="reader">The last way.</param>
/// <param name="paths">Counts rows.</param>
internal sealed class JsonWorker(RowWriter rows, TemplateSet? templates, Sorter? sorter, JsonRecordReader reader, JsonPaths paths) : IDecodeWorker
{
    private const int FirstGuess = 100;

    private readonly TimeScan _times = new();
    private int _bytesPerRow = FirstGuess;
    private long _byTemplate;
    private long _bySorter;
    private long _byReader;

    public void Decode(RawChunk chunk, DecodeResult result)
    {
        rows.Begin(result, chunk.Length / _bytesPerRow + 16);
        var before = rows.Row;
        if (chunk.IsOneRecord) One(chunk, result);
        else All(chunk, result);
        rows.Flush();
        if (rows.Row > before) _bytesPerRow = Math.Max(1, chunk.Length / (rows.Row - before));
        paths.Add(_byTemplate, _bySorter, _byReader);
        _byTemplate = _bySorter = _byReader = 0;
    }

    /// <summary>A record that may have line ends in it is left to the reader, to which they are white space.</summary>
    private void One(RawChunk chunk, DecodeResult result)
    {
        rows.Flush();
        var record = chunk.Bytes.TrimEnd("\r\n"u8);
        if (reader.Read(record, result.Rows) is { } reason)
        {
            rows.Abandon();
            result.Reject(0, record.Length, reason);
            return;
        }

        _byReader++;
        rows.Complete(chunk.Position, record.Length);
    }

    private void All(RawChunk chunk, DecodeResult result)
    {
        var direct = DirectLength(chunk);
        Lines(chunk.Array, 0, direct, 0, chunk, result);
        if (direct < chunk.Length) Rest(direct, chunk, result);
    }

    /// <summary>How much of a chunk can be read where it lies: whole lines, with enough room behind them.</summary>
    private static int DirectLength(RawChunk chunk)
    {
        var roomy = Math.Min(chunk.Length, chunk.Array.Length - Scan.Padding);
        return roomy <= 0 ? 0 : chunk.Bytes[..roomy].LastIndexOf((byte)'\n') + 1;
    }

    /// <summary>The last lines of a chunk are read from a copy that has room behind it, and a line end in any case.</summary>
    private void Rest(int start, RawChunk chunk, DecodeResult result)
    {
        var length = chunk.Length - start;
        var copy = Buffers.Rent<byte>(length + 1 + Scan.Padding);
        chunk.Bytes[start..].CopyTo(copy);
        if (copy[length - 1] != '\n') copy[length++] = (byte)'\n';
        Lines(copy, 0, length, start, chunk, result);
        Buffers.Return(copy);
    }

    /// <summary>Decodes the lines from one place to another; the last ends there.</summary>
    /// <param name="bytes">The memory.</param>
    /// <param name="at">The first line.</param>
    /// <param name="stop">Behind the last.</param>
    /// <param name="start">Place in the chunk of the memory's first byte.</param>
    /// <param name="chunk">Where it is from.</param>
    /// <param name="result">Takes bad records.</param>
    private void Lines(byte[] bytes, int at, int stop, int start, RawChunk chunk, DecodeResult result)
    {
        ref var data = ref MemoryMarshal.GetArrayDataReference(bytes);
        while (at < stop)
        {
            if (rows.Row == rows.Capacity) rows.Grow();
            var position = chunk.Position + start;
            if (templates is not null)
            {
                var before = rows.Row;
                at = templates.Read(ref data, at, stop, position, rows, _times);
                _byTemplate += rows.Row - before;
                if (at == stop || rows.Row == rows.Capacity) continue;
            }

            if (sorter is not null)
            {
                // A record that no template fits is one to learn from, unless the templates rest.
                var (before, begin, most) = (rows.Row, at, templates is null ? int.MaxValue : Math.Max(1, templates.Rest));
                at = sorter.Read(ref data, at, stop, position, most, rows, _times);
                var sorted = rows.Row - before;
                _bySorter += sorted;
                templates?.Missed(sorted, bytes.AsSpan(begin, at - begin));
                if (at == stop || rows.Row == rows.Capacity || sorted == most) continue;
            }

            at = Other(bytes, at, stop, start, chunk, result);
        }
    }

    /// <summary>A line by the reader. Gives the place behind it.</summary>
    private int Other(byte[] bytes, int at, int stop, int start, RawChunk chunk, DecodeResult result)
    {
        var next = at + bytes.AsSpan(at, stop - at).IndexOf((byte)'\n') + 1;
        var line = bytes.AsSpan(at, next - 1 - at);
        if (line.EndsWith("\r"u8)) line = line[..^1];
        if (!line.ContainsAnyExcept(" \t\r"u8)) return next;
        rows.Flush();
        if (reader.Read(line, result.Rows) is { } reason)
        {
            rows.Abandon();
            result.Reject(start + at, line.Length, reason);
            return next;
        }

        _byReader++;
        rows.Complete(chunk.Position + start + at, line.Length);
        templates?.Missed(1, bytes.AsSpan(at, next - at));
        return next;
    }
}
