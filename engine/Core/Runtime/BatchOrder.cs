using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Runtime;

/// <summary>Sorts rows of several batches into one: nulls first, NaN last, text by its UTF-8 bytes, equal rows by where they were read. Stable.</summary>
internal static class BatchOrder
{
    /// <summary>The rows of all batches, sorted by the columns; the batch is held by the caller, and says where its rows were read if all say it.</summary>
    public static Batch Merge(IReadOnlyList<Batch> batches, Schema schema, int[] order)
    {
        var rows = new List<(int Batch, int Row)>(batches.Sum(batch => batch.Rows));
        for (var i = 0; i < batches.Count; i++)
            for (var row = 0; row < batches[i].Rows; row++) rows.Add((i, row));
        var sorted = rows.Order(Comparer<(int Batch, int Row)>.Create((left, right) => Compare(batches[left.Batch], left.Row, batches[right.Batch], right.Row, order))).ToList();

        var builder = new BatchBuilder(schema);
        for (var column = 0; column < schema.Count; column++)
            foreach (var (batch, row) in sorted) builder[column].AppendFrom(batches[batch][column], row);
        return builder.Build(OriginOf(batches, sorted));
    }

    private static Origin? OriginOf(IReadOnlyList<Batch> batches, List<(int Batch, int Row)> sorted)
    {
        if (batches.Any(batch => batch.Origin is null)) return null;
        var (partOfRow, rowsInParts) = (Buffers.Rent<int>(sorted.Count), Buffers.Rent<long>(sorted.Count));
        for (var i = 0; i < sorted.Count; i++) (partOfRow[i], rowsInParts[i]) = sorted[i];
        return new Origin([.. batches.Select(batch => batch.Origin!)], partOfRow, rowsInParts, sorted.Count);
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
