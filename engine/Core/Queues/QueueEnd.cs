namespace StreamGuard.Core.Queues;

/// <summary>Finds the end of a queue that nothing else knows the end of.</summary>
internal static class QueueEnd
{
    /// <summary>Rows up to the first record that is not whole.</summary>
    public static long RowOf(Segments segments, string queue, QueuePosition from)
    {
        using var reader = new QueueReader(segments, queue, from);
        try
        {
            var limit = new QueuePosition(segments.Last, segments.LengthOf(segments.Last) ?? 0, 0);
            while (reader.Next(limit) is not null)
            {
                // Only the row it comes to is of interest.
            }
        }
        catch (InvalidDataException)
        {
            // A torn end, or damage: what stands behind is not counted.
        }

        return reader.At.Row;
    }
}
