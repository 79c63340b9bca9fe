using System.Numerics;
using System.Runtime.CompilerServices;

namespace StreamGuard.Core.Decoders.Text;

/// <summary>Eight characters at once, the first in the lowest byte of a word ("SIMD within a register").</summary>
internal static class Swar
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Word(ref byte data, int at) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref data, at));

    /// <summary>The first 0 to 8 characters, zeros behind them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong First(ulong word, int characters) => characters == 8 ? word : word & ((1UL << (characters * 8)) - 1);

    /// <summary>The place of the first quote; 8 when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int PlaceOfQuote(ulong word)
    {
        var quotes = word ^ 0x2222222222222222;
        return BitOperations.TrailingZeroCount((quotes - 0x0101010101010101) & ~quotes & 0x8080808080808080) >> 3;
    }

    /// <summary>The highest bit of each byte that is no digit; exact up to the first byte that is not ASCII.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong NotDigits(ulong word)
    {
        var values = word ^ 0x3030303030303030;
        return ((values + 0x7676767676767676) | values) & 0x8080808080808080;
    }

    /// <summary>How many digits the word begins with, 0 to 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LeadingDigits(ulong word) => BitOperations.TrailingZeroCount(NotDigits(word)) >> 3;

    /// <summary>The number that the first 1 to 8 characters, all digits, spell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Decimal(ulong word, int digits) => Decimal(word << (64 - digits * 8));

    /// <summary>
    /// The number that digits spell which end with the word's last byte, zeros before them: neighbours are joined to
    /// pairs, pairs to fours and fours to eight, three multiplications in all (Lemire, "Quickly parsing eight digits", 2018).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Decimal(ulong word)
    {
        word &= 0x0F0F0F0F0F0F0F0F;
        word = (word * 2561) >> 8 & 0x00FF00FF00FF00FF;
        word = (word * 6553601) >> 16 & 0x0000FFFF0000FFFF;
        return (word * 42949672960001) >> 32;
    }

    /// <summary>The same for several words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<long> Decimals(Vector<ulong> words)
    {
        words &= new Vector<ulong>(0x0F0F0F0F0F0F0F0F);
        words = (words * 2561) >> 8 & new Vector<ulong>(0x00FF00FF00FF00FF);
        words = (words * 6553601) >> 16 & new Vector<ulong>(0x0000FFFF0000FFFF);
        return Vector.AsVectorInt64((words * 42949672960001) >> 32);
    }
}
