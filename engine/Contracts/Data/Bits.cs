using System.Numerics;
using System.Runtime.CompilerServices;

namespace StreamGuard.Contracts;

/// <summary>
/// Validity bits, 64 rows a word, row 0 in the lowest bit; a set bit is a value, a clear one a null. A null array
/// means that every row has a value. Bits behind the last row are undefined.
/// </summary>
public static class Bits
{
    public static int Words(int rows) => (rows + 63) >> 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Get(ulong[] bits, int row) => (bits[row >> 6] >> row & 1) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsValid(ulong[]? bits, int row) => bits is null || Get(bits, row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Set(ulong[] bits, int row) => bits[row >> 6] |= 1UL << row;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Clear(ulong[] bits, int row) => bits[row >> 6] &= ~(1UL << row);

    /// <summary>Rented bits for so many rows, all set or all clear.</summary>
    public static ulong[] Rent(int rows, bool set)
    {
        var bits = Buffers.Rent<ulong>(Math.Max(1, Words(rows)));
        bits.AsSpan(0, Words(rows)).Fill(set ? ulong.MaxValue : 0);
        return bits;
    }

    /// <summary>Rented bits that are set where both are; null when both are null.</summary>
    public static ulong[]? And(ulong[]? left, ulong[]? right, int rows)
    {
        if ((left ?? right) is not { } first) return null;
        var both = Buffers.Rent<ulong>(Math.Max(1, Words(rows)));
        for (var word = 0; word < Words(rows); word++) both[word] = first[word];
        if (left is not null && right is not null)
            for (var word = 0; word < Words(rows); word++) both[word] &= right[word];
        return both;
    }

    /// <summary>How many of the first rows are set.</summary>
    public static int Count(ulong[]? bits, int rows)
    {
        if (bits is null) return rows;
        var count = 0;
        for (var word = 0; word < rows >> 6; word++) count += BitOperations.PopCount(bits[word]);
        if ((rows & 63) != 0) count += BitOperations.PopCount(bits[rows >> 6] & ((1UL << rows) - 1));
        return count;
    }
}
