using StreamGuard.Contracts;

namespace StreamGuard.Core.Planning;

/// <summary>The rows of a dead-letter stream.</summary>
public static class DeadLetterSchema
{
    /// <summary>
    /// component: where the row was refused. partition, position: where it was read, null for a row that was made.
    /// reason: why. length: bytes of the record. raw: the record as read (a made row: as JSON), when it is UTF-8;
    /// raw_base64 when it is not.
    /// </summary>
    public static Schema Instance { get; } = new(
    [
        new("component", ColumnType.String),
        new("partition", ColumnType.String),
        new("position", ColumnType.Int),
        new("reason", ColumnType.String),
        new("length", ColumnType.Int),
        new("raw", ColumnType.String),
        new("raw_base64", ColumnType.String),
    ]);

    /// <summary>The words of a reason that are the same for every such letter: what is particular to one follows a colon and a space.</summary>
    public static string KindOf(string reason)
    {
        var particulars = reason.IndexOf(": ", StringComparison.Ordinal);
        return particulars < 0 ? reason : reason[..particulars];
    }
}
