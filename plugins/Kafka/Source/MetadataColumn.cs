using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Kafka.Source;

/// <summary>What a column beside the decoded ones holds.</summary>
internal enum MetadataKind
{
    Key,
    Partition,
    Offset,
    Timestamp,
    Topic,
    Header,
}

/// <summary>A column beside the decoded ones.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Header">Name of the header; empty for other kinds.</param>
internal sealed record MetadataColumn(string Name, MetadataKind Kind, string Header)
{
    private const string HeaderPrefix = "header.";

    /// <summary>The words to choose from.</summary>
    public static readonly IReadOnlyList<string> Words = ["key", "partition", "offset", "timestamp", "topic", "header.NAME"];

    public ColumnType Type => Kind switch
    {
        MetadataKind.Partition or MetadataKind.Offset => ColumnType.Int,
        MetadataKind.Timestamp => ColumnType.Timestamp,
        _ => ColumnType.String,
    };

    /// <summary>Null when it is none of the words.</summary>
    public static MetadataColumn? Parse(string name, string text)
    {
        if (text.StartsWith(HeaderPrefix, StringComparison.Ordinal) && text.Length > HeaderPrefix.Length)
            return new MetadataColumn(name, MetadataKind.Header, text[HeaderPrefix.Length..]);
        return text switch
        {
            "key" => new MetadataColumn(name, MetadataKind.Key, ""),
            "partition" => new MetadataColumn(name, MetadataKind.Partition, ""),
            "offset" => new MetadataColumn(name, MetadataKind.Offset, ""),
            "timestamp" => new MetadataColumn(name, MetadataKind.Timestamp, ""),
            "topic" => new MetadataColumn(name, MetadataKind.Topic, ""),
            _ => null,
        };
    }
}
