using StreamGuard.Contracts;

namespace StreamGuard.Core.Transforms;

/// <summary>Sends rows without event time to the dead letters, for transforms that cannot place them.</summary>
internal static class MissingTimes
{
    /// <summary>The rows that have an event time, as a batch that the caller holds.</summary>
    public static Batch Reject(Batch batch, int time, Output output)
    {
        var column = batch[time];
        var present = Bits.Count(column.Validity, batch.Rows);
        if (present == batch.Rows)
        {
            batch.Retain();
            return batch;
        }

        var rows = Buffers.Rent<int>(batch.Rows);
        var (first, last) = (0, batch.Rows);
        // Present rows from the front, missing ones from the back.
        for (var row = batch.Rows - 1; row >= 0; row--)
            if (column.IsNull(row)) rows[--last] = row;
        for (var row = 0; row < batch.Rows; row++)
            if (!column.IsNull(row)) rows[first++] = row;
        output.DeadLetter(batch, rows.AsSpan(last, batch.Rows - last), $"'{batch.Schema[time].Name}', the event time, is null");
        var timed = batch.Where(rows.AsSpan(0, present));
        Buffers.Return(rows);
        return timed;
    }
}
