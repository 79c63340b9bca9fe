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

    // Where ':', '.' and 'Z' stand in ':SS.fffZ', and what they are.
    private const ulong Marks = 0xFF000000_FF0000FF;
    private const ulong MarksWanted = 0x5A000000_2E00003A;
    private const ulong DigitPlaces = 0x00808080_00808000;

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
        Unsafe.SkipInit(out micros);
        var rest = Swar.Word(ref data, at + PrefixLength);
        if (Vector128.LoadUnsafe(ref data, (nuint)at) != _minute || (rest & Marks) != MarksWanted || (Swar.NotDigits(rest) & DigitPlaces) != 0 || (byte)(rest >> 8) > '5')
            return -1;
        var digits = rest & 0x0F0F0F0F0F0F0F0F;
        var seconds = (byte)(digits >> 8) * 10 + (byte)(digits >> 16);
        var millis = (byte)(digits >> 32) * 100 + (byte)(digits >> 40) * 10 + (byte)(digits >> 48);
        micros = _micros + (seconds * 1000 + millis) * 1000;
        return at + PrefixLength + 8;
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
