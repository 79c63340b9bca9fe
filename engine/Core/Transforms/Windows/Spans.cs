using StreamGuard.Core.State;

namespace StreamGuard.Core.Transforms.Windows;

/// <summary>
/// Windows of one size whose starts are a fixed step apart. All in microseconds; what would lie beyond the range of
/// a timestamp is taken as its end.
/// </summary>
internal readonly struct Spans(long size, long every, long offset)
{
    private readonly long _offset = Positive(offset, every);

    public long Size => size;

    public long Every => every;

    /// <summary>How many windows a time belongs to at most.</summary>
    public int Overlap => (int)Math.Min(int.MaxValue, (size + every - 1) / every);

    /// <summary>Start of the latest window that a time belongs to.</summary>
    /// <param name="time">The time.</param>
    /// <param name="next">Start of the window after it.</param>
    public long LatestStart(long time, out long next)
    {
        var since = Positive(time, every) - _offset;
        if (since < 0) since += every;
        next = Saturating.Add(time, every - since);
        return Saturating.Subtract(time, since);
    }

    /// <summary>Start of the earliest window that is still open at a watermark, ends being later by so much.</summary>
    public long EarliestOpen(long watermark, long lateness)
    {
        // A window is open while its end is later than the watermark.
        if (watermark == long.MaxValue) return long.MaxValue;
        var past = Saturating.Subtract(Saturating.Subtract(watermark, lateness), size);
        if (past == long.MinValue) return past;
        LatestStart(past, out var next);
        return next;
    }

    public long EndOf(long start) => Saturating.Add(start, size);

    private static long Positive(long value, long modulus)
    {
        var rest = value % modulus;
        return rest < 0 ? rest + modulus : rest;
    }
}
