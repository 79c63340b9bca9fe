using System.Buffers;
using System.Security.Cryptography;
using StreamGuard.Contracts;
using StreamGuard.Core.Connectors;

namespace StreamGuard.Core.Transforms.Tables;

/// <summary>A table that can be read again and again: what is asked for, and of whom.</summary>
/// <param name="options">As written.</param>
/// <param name="reader">Reads it.</param>
/// <param name="columns">The columns to read.</param>
internal sealed class TableSource(TableOptions options, ITableReader reader, IReadOnlyList<ColumnSpec> columns)
{
    private readonly TableRequest _request = new()
    {
        Path = options.Path,
        Sql = options.Sql,
        Database = options.Postgres ?? options.Duckdb,
        Rows = options.Rows,
        Header = options.Header,
        Columns = columns,
    };

    /// <summary>In problems and for people.</summary>
    public string Words { get; } = WordsOf(options);

    public static string WordsOf(TableOptions options) => options.Path is { } path ? $"'{path}'" : "the query";

    /// <summary>The columns of the rows read, and the row's number where it is asked for.</summary>
    public Schema Schema { get; } = SchemaOf(options, columns);

    /// <summary>A file may be caught half written, also one that a query of DuckDB's reads: what it holds is to be seen twice before it is believed.</summary>
    public bool MayBeHalf => options.Postgres is null;

    /// <summary>Why it can never be read; null where it may be.</summary>
    public string? WhyNot() => reader.WhyNot(_request);

    public static Schema SchemaOf(TableOptions options, IReadOnlyList<ColumnSpec> columns)
    {
        var fields = columns.Select(column => new Field(column.Name, column.Type));
        return new Schema(options.RowNumber is { } number ? fields.Append(new Field(number, ColumnType.Int)) : fields);
    }

    /// <exception cref="IOException">The table cannot be read, or was changed meanwhile.</exception>
    /// <exception cref="InvalidDataException">Its content is not as the options say.</exception>
    public TableRows Read()
    {
        var before = Stamp();
        var read = reader.Read(_request);
        if (Stamp() != before) throw new IOException($"{Words} was changed while it was read");
        return read with { Hash = read.Hash ?? HashOf(read.Rows) };
    }

    private (long Length, DateTime Written)? Stamp() =>
        options.Path is { } path && new FileInfo(path) is { Exists: true } file ? (file.Length, file.LastWriteTimeUtc) : null;

    /// <summary>The same for the same rows in any order: a query has no text, and its rows come as they like.</summary>
    private static byte[] HashOf(Batch rows)
    {
        var text = new RowText(rows.Schema);
        var line = new ArrayBufferWriter<byte>();
        var hashes = new List<byte[]>(rows.Rows);
        for (var row = 0; row < rows.Rows; row++)
        {
            line.ResetWrittenCount();
            text.Json(rows, row, line);
            hashes.Add(SHA256.HashData(line.WrittenSpan));
        }

        hashes.Sort((left, right) => left.AsSpan().SequenceCompareTo(right));
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var hash in hashes) all.AppendData(hash);
        return all.GetHashAndReset();
    }
}
