using System.Globalization;

namespace StreamGuard.Contracts;

/// <summary>A number of bytes, written 4096, 64kB, 128MB, 2GB or 1TB; units are powers of 1024. Above 0.</summary>
public readonly record struct ByteSize(long Bytes)
{
    // Units that end in another one's letters come before it.
    private static readonly (string Unit, long Bytes)[] Units =
        [("TB", 1L << 40), ("GB", 1L << 30), ("MB", 1L << 20), ("kB", 1L << 10), ("B", 1)];

    /// <summary>Null when it is no size, 0, or too large.</summary>
    public static ByteSize? Parse(string text)
    {
        var number = text.AsSpan().Trim();
        var factor = 1L;
        foreach (var (unit, bytes) in Units)
        {
            if (!number.EndsWith(unit, StringComparison.OrdinalIgnoreCase)) continue;
            number = number[..^unit.Length].TrimEnd();
            factor = bytes;
            break;
        }

        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) || count > 1e15m) return null;
        var size = decimal.Floor(count * factor);
        return size is >= 1 and <= long.MaxValue ? new ByteSize((long)size) : null;
    }

    /// <summary>In the largest unit that says it exactly.</summary>
    public override string ToString()
    {
        foreach (var (unit, bytes) in Units)
            if (Bytes % bytes == 0 && (Bytes != 0 || bytes == 1)) return $"{Bytes / bytes}{unit}";
        return $"{Bytes}B";
    }
}
