using System.Security.Cryptography;
using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Core.Connectors.Files;
using StreamGuard.Core.Decoders;
using StreamGuard.Core.Decoders.Csv;

namespace StreamGuard.Core.Transforms.Tables;

/// <summary>Reads a table into a batch. Every error names the file and, where there is one, the line.</summary>
internal sealed class TableReader(TableOptions options)
{
    private readonly CsvConversion[] _conversions =
        [.. options.Columns.Select(column => new CsvConversion(new ColumnSpec { Name = column.Key, Type = column.Value }))];

    /// <summary>Columns of the batch: those of the options, then the row's number where it is asked for.</summary>
    public Schema Schema { get; } = SchemaOf(options);

    /// <summary>Line of each row, counted from 1.</summary>
    public List<int> Lines { get; } = [];

    /// <summary>SHA-256 of the table's text, unpacked, once it is read.</summary>
    public byte[] Hash { get; private set; } = [];

    public static Schema SchemaOf(TableOptions options)
    {
        var fields = options.Columns.Select(column => new Field(column.Key, column.Value));
        return new Schema(options.RowNumber is { } number ? fields.Append(new Field(number, ColumnType.Int)) : fields);
    }

    /// <summary>The rows, and behind them one of nulls, for those that match nothing.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">Its content is not as the options say.</exception>
    public Batch Read()
    {
        var text = ReadFile();
        Hash = SHA256.HashData(text);
        var record = new CsvRecord((IsTsv() ? Delimiter.Tab : Delimiter.Comma).Byte());
        var builder = new BatchBuilder(Schema);
        IReadOnlyList<string>? names = options.Header ? null : [.. options.Columns.Keys];
        int[] places = options.Header ? [] : [.. Enumerable.Range(0, options.Columns.Count)];
        for (int at = text.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0, line = 1, next; at < text.Length; at = next)
        {
            next = at + record.Read(text.AsSpan(at), out var reason);
            var bytes = text.AsSpan(at, next - at);
            if (reason is not null) throw Wrong(line, reason);
            if (bytes.ContainsAnyExcept((byte)'\r', (byte)'\n'))
            {
                if (names is null) places = Places(names = Names(record, bytes), line);
                else Append(builder, record, bytes, places, names.Count, line);
            }

            line += bytes.Count((byte)'\n');
        }

        if (names is null) throw Wrong(1, "there is no header");
        return builder.Row(new object?[Schema.Count]).Build();
    }

    private byte[] ReadFile()
    {
        if (!File.Exists(options.Path)) throw new FileNotFoundException($"the table '{options.Path}' does not exist", options.Path);
        using var file = InputFile.Open(options.Path, 0);
        using var content = new MemoryStream();
        var block = new byte[64 * 1024];
        for (int read; (read = file.Read(block, content.Length)) > 0;) content.Write(block, 0, read);
        return content.ToArray();
    }

    private bool IsTsv()
    {
        if (options.Format is { } format) return format == TableFormat.Tsv;
        var path = InputFile.IsPacked(options.Path) ? Path.GetFileNameWithoutExtension(options.Path) : options.Path;
        return Path.GetExtension(path) is ".tsv" or ".txt";
    }

    private static List<string> Names(CsvRecord record, ReadOnlySpan<byte> bytes)
    {
        var names = new List<string>();
        for (var cell = 0; cell < record.Count; cell++) names.Add(Encoding.UTF8.GetString(record.Text(bytes, cell)));
        return names;
    }

    /// <summary>Where the header has each column.</summary>
    private int[] Places(IReadOnlyList<string> names, int line) => [.. options.Columns.Keys.Select(name => names.ToList().IndexOf(name) is >= 0 and var place
        ? place
        : throw Wrong(line, $"the header has no column '{name}'; it has {string.Join(", ", names)}"))];

    private void Append(BatchBuilder builder, CsvRecord record, ReadOnlySpan<byte> bytes, int[] places, int cells, int line)
    {
        if (record.Count != cells) throw Wrong(line, $"{record.Count} cells, where {cells} are expected");
        for (var column = 0; column < places.Length; column++)
        {
            var cell = record.Text(bytes, places[column]);
            if (cell.IsEmpty && !record.IsQuoted(places[column])) builder[column].AppendNull();
            else if (_conversions[column].Append(cell, builder[column]) is { } reason) throw Wrong(line, reason);
        }

        if (options.RowNumber is not null) builder.Ints(places.Length).Append(Lines.Count);
        Lines.Add(line);
    }

    private InvalidDataException Wrong(int line, string reason) => new($"{options.Path}:{line}: {reason}");
}
