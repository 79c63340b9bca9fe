using System.Collections;
using System.Globalization;
using System.Text;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Support;

/// <summary>A decoder bound to columns, run over bytes as a source would: framed, in chunks, rows rendered as text.</summary>
internal sealed class DecoderHarness
{
    private readonly IDecoder _decoder;

    public DecoderHarness(IDecoder decoder, params ColumnSpec[] columns)
        : this(decoder, areMessages: false, columns)
    {
    }

    public DecoderHarness(IDecoder decoder, bool areMessages, params ColumnSpec[] columns)
    {
        _decoder = decoder;
        Schema = decoder.Bind(new DecoderBinding(Binder, columns, areMessages));
    }

    public TestBinder Binder { get; } = new();

    public Schema? Schema { get; }

    /// <summary>A column named and typed as in a pipeline file: 'value: float'.</summary>
    public static ColumnSpec[] Columns(params string[] columns) => [.. columns.Select(column => new ColumnSpec
    {
        Name = column[..column.IndexOf(':', StringComparison.Ordinal)],
        Type = ColumnType.Parse(column[(column.IndexOf(':', StringComparison.Ordinal) + 1)..])!,
    })];

    public Decoded Decode(string text, int chunkSize = int.MaxValue, string partition = "part") => Decode(Encoding.UTF8.GetBytes(text), chunkSize, partition);

    /// <summary>Decodes records that came one by one; their header, if any, is learned from the first.</summary>
    public Decoded DecodeMessages(params string[] records)
    {
        var decoded = new Decoded();
        var (framer, worker, result) = (_decoder.NewFramer("topic[0]"), _decoder.NewWorker(), new DecodeResult(Schema!));
        var bytes = Messages.Chunk(records);
        framer.Cut(bytes.Bytes, atEnd: true);
        var chunk = Messages.Chunk(records, framer.Header);
        worker.Decode(chunk, result);
        decoded.Add(result, chunk);
        return decoded;
    }

    /// <summary>Reads so many bytes at a time, and sends whatever records are whole.</summary>
    public Decoded Decode(ReadOnlySpan<byte> bytes, int chunkSize = int.MaxValue, string partition = "part")
    {
        var decoded = new Decoded();
        var (framer, worker, result) = (_decoder.NewFramer(partition), _decoder.NewWorker(), new DecodeResult(Schema!));
        for (int start = 0, end = 0; start < bytes.Length;)
        {
            end = (int)Math.Min(bytes.Length, end + (long)chunkSize);
            var first = framer.NextRecord;
            var whole = framer.Cut(bytes[start..end], end == bytes.Length);
            if (whole == 0) continue;
            var chunk = new RawChunk(partition, bytes.Slice(start, whole).ToArray(), whole, start) { FirstRecord = first, Header = framer.Header };
            worker.Decode(chunk, result);
            decoded.Add(result, chunk);
            start += whole;
        }

        return decoded;
    }
}

/// <summary>Chunks of records that came one by one, as from a topic.</summary>
internal static class Messages
{
    /// <summary>Records with a line end each, at positions 100, 101, …; or one alone that may have line ends in it.</summary>
    public static RawChunk Chunk(IReadOnlyList<string> records, object? header = null, Batch? columns = null)
    {
        var alone = records is [var only] && (only.Contains('\n', StringComparison.Ordinal) || only.Length == 0);
        var (bytes, ends, positions) = (new List<byte>(), Buffers.Rent<int>(records.Count), Buffers.Rent<long>(records.Count));
        for (var i = 0; i < records.Count; i++)
        {
            bytes.AddRange(Encoding.UTF8.GetBytes(alone ? records[i] : records[i] + "\n"));
            (ends[i], positions[i]) = (Math.Max(1, bytes.Count), 100 + i);
        }

        var array = Buffers.Rent<byte>(bytes.Count);
        bytes.CopyTo(array);
        return new RawChunk("topic[0]", array, bytes.Count, 0) { Header = header, IsOneRecord = alone, Records = new ChunkRecords(ends, positions, records.Count, columns) };
    }
}

/// <summary>What came of the bytes.</summary>
internal sealed class Decoded
{
    /// <summary>Rows as text, columns with '|' between them, nulls as 'null'.</summary>
    public List<string> Rows { get; } = [];

    public List<long> Positions { get; } = [];

    /// <summary>The bytes each row says it was read from.</summary>
    public List<string> Sources { get; } = [];

    /// <summary>Bytes of the bad records.</summary>
    public List<string> Bad { get; } = [];

    public List<string> Reasons { get; } = [];

    public void Add(DecodeResult result, RawChunk chunk)
    {
        foreach (var bad in result.Rejected)
        {
            Bad.Add(Encoding.Latin1.GetString(chunk.Bytes.Slice(bad.Start, bad.Length)));
            Reasons.Add(bad.Reason);
        }

        result.Rejected.Clear();
        var batch = result.Build(chunk);
        for (var row = 0; row < batch.Rows; row++)
        {
            Rows.Add(string.Join('|', batch.Columns.ToArray().Select(column => Render(column.Boxed(row)))));
            Positions.Add(batch.Origin!.Position(row));
            Sources.Add(Encoding.Latin1.GetString(batch.Origin.Bytes(row)));
        }

        batch.Release();
    }

    private static string Render(object? value) => value switch
    {
        null => "null",
        double number => BitConverter.DoubleToInt64Bits(number) == long.MinValue ? "-0" : number.ToString("R", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        string text => text,
        IEnumerable list => $"[{string.Join(',', list.Cast<object?>().Select(Render))}]",
        _ => string.Format(CultureInfo.InvariantCulture, "{0}", value),
    };
}
