using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Runtime;

/// <summary>Sorts rows of several batches: nulls first, NaN last, text by its UTF-8 bytes, equal rows by where they were read. Stable.</summary>
internal static class BatchOrder
{
    // What a watermark lets go may be millions of groups; the text of a column of one batch has to fit in an array.
    private const int MostRows = 1 << 16;

    /// <summary>
    /// The rows of all batches, sorted by the columns; each batch is held by the caller, and says where its rows were read if
    /// all given say it.
    /// </summary>
    public static IEnumerable<Batch> Merge(IReadOnlyList<Batch> batches, Schema schema, int[] order)
    {
        var rows = new (int Batch, int Row)[batches.Sum(batch => batch.Rows)];
        var next = 0;
        for (var i = 0; i < batches.Count; i++)
            for (var row = 0; row < batches[i].Rows; row++) rows[next++] = (i, row);
        var sorted = rows.Order(Comparer<(int Batch, int Row)>.Create((left, right) => Compare(batches[left.Batch], left.Row, batches[right.Batch], right.Row, order))).ToArray();
        return sorted.Chunk(MostRows).Select(chunk => Gather(batches, schema, chunk));
    }

    private static Batch Gather(IReadOnlyList<Batch> batches, Schema schema, (int Batch, int Row)[] rows)
    {
        var builder = new BatchBuilder(schema);
        for (var column = 0; column < schema.Count; column++)
            foreach (var (batch, row) in rows) builder[column].AppendFrom(batches[batch][column], row);
        return builder.Build(OriginOf(batches, rows));
    }

    private static Origin? OriginOf(IReadOnlyList<Batch> batches, (int Batch, int Row)[] rows)
    {
        if (batches.Any(batch => batch.Origin is null)) return null;
        var (partOfRow, rowsInParts) = (Buffers.Rent<int>(rows.Length), Buffers.Rent<long>(rows.Length));
        for (var i = 0; i < rows.Length; i++) (partOfRow[i], rowsInParts[i]) = rows[i];
        return new Origin([.. batches.Select(batch => batch.Origin!)], partOfRow, rowsInParts, rows.Length);
    }

    private static int Compare(Batch left, int leftRow, Batch right, int rightRow, int[] order)
    {
        foreach (var column in order)
        {
            var compared = ColumnOrder.Compare(left[column], leftRow, right[column], rightRow);
            if (compared != 0) return compared;
        }

        return left.Origin is null || right.Origin is null ? 0 : RowOrder.Of(left, leftRow, 0, 0).CompareTo(RowOrder.Of(right, rightRow, 0, 0));
    }
}
