using StreamGuard.Contracts;

namespace StreamGuard.Plugins.DuckDb.Parquet;

/// <summary>
/// Writes Parquet: a folder of parts, or one file when the path ends in .parquet. A part becomes visible whole, when it
/// is rolled or at the end; nothing rewrites it.
/// </summary>
/// <example>
/// parquet:
///   path: data/lake
///   partition_by: [year, month, day]
///   compression: zstd
///   roll: { every: 10m, size: 128MB }
/// </example>
public sealed record ParquetSinkOptions
{
    /// <summary>A folder of parts, or one file when it ends in .parquet.</summary>
    [NotEmpty]
    public required string Path { get; init; }

    /// <summary>
    /// Columns (int, string or bool) and year, month, day, hour of the event time in UTC, each a level of folders such as
    /// year=2025; a column of such a name goes before the part of the time. They are left out of the files.
    /// </summary>
    public IReadOnlyList<string> PartitionBy { get; init; } = [];

    /// <summary>snappy is quick, zstd is small.</summary>
    public ParquetCompression Compression { get; init; } = ParquetCompression.Snappy;

    /// <summary>When parts are closed and become visible, at the next barrier: at the first limit reached.</summary>
    public ParquetRoll? Roll { get; init; }

    /// <summary>The file of a path that ends in .parquet may exist, and is replaced when the new one is whole.</summary>
    public bool Replace { get; init; }
}

/// <summary>Limits of the parts that are open at one time, all of them together.</summary>
public sealed record ParquetRoll
{
    /// <summary>Time since the first row, by the pipeline's clock.</summary>
    [Positive]
    public Duration Every { get; init; } = Duration.FromSeconds(600);

    /// <summary>Rows; no limit when left out.</summary>
    [Positive]
    public long? Rows { get; init; }

    /// <summary>Bytes, compressed as far as they are known.</summary>
    public ByteSize Size { get; init; } = new(128 << 20);
}

/// <summary>How pages are compressed.</summary>
public enum ParquetCompression
{
    Snappy,
    Zstd,
}
