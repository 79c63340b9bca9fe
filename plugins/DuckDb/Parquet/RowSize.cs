using StreamGuard.Contracts;

namespace StreamGuard.Plugins.DuckDb.Parquet;

/// <summary>What rows take in DuckDB's memory, nearly.</summary>
internal static class RowSize
{
    private const int Text = 16;

    public static long Of(Batch batch)
    {
        var bytes = 0L;
        foreach (var column in batch.Columns) bytes += Of(column);
        return bytes;
    }

    private static long Of(Column column) => column switch
    {
        FixedColumn<bool> => column.Length,
        TextColumn text => (long)column.Length * Text + OfTexts(text),
        ListColumn list => (long)column.Length * Text + Of(list.Items),
        _ => (long)column.Length * sizeof(long),
    };

    /// <summary>A dictionary's texts are written out for each row; their mean length will do.</summary>
    private static long OfTexts(TextColumn text) =>
        text.Entries == 0 ? 0 : (long)(text.Offsets[text.Entries] - text.Offsets[0]) * text.Length / text.Entries;
}
