using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Runtime;

/// <summary>Sorts rows of several batches into one: nulls first, NaN last, text by its UTF-8 bytes. Stable.</summary>
internal static class BatchOrder
{
    /// <summary>The rows of all batches, sorted by the columns; the batch is held by the caller.</summary>
    public static Batch Merge(IReadOnlyList<Batch> batches, Schema schema, int[] order)
    {
        var rows = new List<(int Batch, int Row)>(batches.Sum(batch => batch.Rows));
        for (var i = 0; i < batches.Count; i++)
            for (var row = 0; row < batches[i].Rows; row++) rows.Add((i, row));
        var sorted = rows.Order(Comparer<(int Batch, int Row)>.Create((left, right) => Compare(batches[left.Batch], left.Row, batches[right.Batch], right.Row, order)));

        var builder = new BatchBuilder(schema);
        foreach (var (batch, row) in sorted)
            for (var column = 0; column < schema.Count; column++) builder[column].AppendFrom(batches[batch][column], row);
        return builder.Build();
    }

    private static int Compare(Batch left, int leftRow, Batch right, int rightRow, int[] order)
    {
        foreach (var column in order)
        {
            var compared = ColumnOrder.Compare(left[column], leftRow, right[column], rightRow);
            if (compared != 0) return compared;
        }

        return 0;
    }
}
