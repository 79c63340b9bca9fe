using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using StreamGuard.Core.Decoders.Text;

namespace StreamGuard.Core.Decoders.Json;

/// <summary>
/// Reads timestamps of the form <c>2025-11-08T14:30:45.120Z</c> by their last eight bytes, as long as they lie in the
/// minute of the one before; others as <see cref="TimestampText"/> does. Rules of <see cref="Scan"/> hold.
/// </summary>
internal sealed class TimeScan
{
    private const int PrefixLength = 16;

    // The least and the greatest that each byte of ':SS.fffZ' may be.
    private const ulong Least = 0x5A3030302E30303A;
    private const ulong Greatest = 0x5A3939392E39353A;
    private const ulong HighBits = 0x8080808080808080;

    private Vector128<byte> _minute;
    private long _micros;

    /// <summary>From a timestamp's first byte to its closing quote; -1 when it is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(ref byte data, int at, out long micros)
    {
        var end = TryRead(ref data, at, out micros);
        return end >= 0 ? end : ReadAny(ref data, at, out micros);
    }

    /// <summary>The same for a timestamp in the minute of the one before; -1 for any other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TryRead(ref byte data, int at, out long micros)
    {
        var end = TryWord(ref data, at, out var word);
        micros = Micros(word);
        return end;
    }

    /// <summary>The last eight bytes of such a timestamp; <see cref="Micros(ulong)"/> tells what they come to until another is read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TryWord(ref byte data, int at, out ulong word)
    {
        word = Swar.Word(ref data, at + PrefixLength);
        // The highest bit of each byte that is ASCII and lies between its bounds.
        var fits = ((word | HighBits) - Least) & ((Greatest | HighBits) - word) & ~word & HighBits;
        return fits == HighBits && Vector128.LoadUnsafe(ref data, (nuint)at) == _minute ? at + PrefixLength + 8 : -1;
    }

    /// <summary>The timestamp whose last eight bytes these are.</summary>
    public long Micros(ulong word) => _micros + (long)Swar.Decimal((word << 8 & 0xFFFFFF0000000000) | (word << 16 & 0x000000FFFF000000)) * 1000;

    /// <summary>The same for several.</summary>
    public Vector<long> Micros(Vector<ulong> words)
    {
        var digits = (words << 8 & new Vector<ulong>(0xFFFFFF0000000000)) | (words << 16 & new Vector<ulong>(0x000000FFFF000000));
        return new Vector<long>(_micros) + Swar.Decimals(digits) * 1000;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int ReadAny(ref byte data, int at, out long micros)
    {
        micros = 0;
        var end = Scan.EndOfText(ref data, at);
        if (end < 0 || !TimestampText.TryParse(Scan.Span(ref data, at, end), out micros)) return -1;
        if (end - at > PrefixLength && TimestampText.TryParse(Scan.Span(ref data, at, at + PrefixLength), out var minute))
            (_minute, _micros) = (Vector128.LoadUnsafe(ref data, (nuint)at), minute);
        return end;
    }
}
