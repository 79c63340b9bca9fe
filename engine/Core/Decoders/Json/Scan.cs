using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Unicode;
using StreamGuard.Contracts;
using StreamGuard.Core.Decoders.Text;

namespace StreamGuard.Core.Decoders.Json;

/// <summary>
/// Reads single JSON values from raw memory for the fast ways through a record. Each method takes the place of a value
/// and gives the place behind it, or -1 for what it leaves to a slower way. The caller vouches that a line end follows
/// and that <see cref="Padding"/> bytes can be read behind that: no method goes past a line end, so none checks bounds.
/// </summary>
internal static class Scan
{
    public const int Padding = 64;

    private const uint NullWord = 0x6C6C756E;
    private const uint TrueWord = 0x65757274;
    private const uint FalseWord = 0x736C6166;

    /// <summary>A bit for each line end in the next 64 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong LineEnds(ref byte data, int at) => Equal(ref data, at, (byte)'\n');

    /// <summary>The same for any byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Equal(ref byte data, int at, byte wanted)
    {
        var all = Vector256.Create(wanted);
        var low = Vector256.Equals(Vector256.LoadUnsafe(ref data, (nuint)at), all).ExtractMostSignificantBits();
        var high = Vector256.Equals(Vector256.LoadUnsafe(ref data, (nuint)at + 32), all).ExtractMostSignificantBits();
        return low | (ulong)high << 32;
    }

    /// <summary>From a text's first byte to its closing quote. Escapes and invalid UTF-8 are left to the reader.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Text(ref byte data, int at, TextBuilder builder)
    {
        var end = TryText(ref data, at, builder);
        return end >= 0 ? end : NewText(ref data, at, builder);
    }

    /// <summary>The same for a text of at most 7 bytes that was appended lately.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TryText(ref byte data, int at, TextBuilder builder)
    {
        // It was found to be plain then, so that its words need no second look.
        var low = Swar.Word(ref data, at);
        var length = Swar.PlaceOfQuote(low);
        return length < 8 && builder.TryAppendLately(Swar.First(low, length), 0, length) ? at + length : -1;
    }

    /// <summary>The same for a text nobody wants.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipText(ref byte data, int at)
    {
        var end = TrySkipText(ref data, at);
        return end >= 0 ? end : EndOfText(ref data, at);
    }

    /// <summary>The same for a text of at most 31 bytes, all ASCII.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TrySkipText(ref byte data, int at)
    {
        var length = PlainLength(ref data, at);
        return length < 32 ? at + length : -1;
    }

    /// <summary>From a text's first byte to its closing quote; -1 when it has escapes, control bytes or invalid UTF-8.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int EndOfText(ref byte data, int at)
    {
        var begin = at;
        var isAscii = true;
        for (; ; at += Vector256<byte>.Count)
        {
            var bytes = Vector256.LoadUnsafe(ref data, (nuint)at);
            var stops = (Vector256.Equals(bytes, Vector256.Create((byte)'"')) | Vector256.Equals(bytes, Vector256.Create((byte)'\\'))
                | Vector256.Equals(Vector256.Min(bytes, Vector256.Create((byte)0x1F)), bytes)).ExtractMostSignificantBits();
            var high = bytes.ExtractMostSignificantBits();
            if (stops == 0)
            {
                isAscii &= high == 0;
                continue;
            }

            var first = BitOperations.TrailingZeroCount(stops);
            isAscii &= (high & ((1U << first) - 1)) == 0;
            at += first;
            if (Unsafe.Add(ref data, at) != '"') return -1;
            return isAscii || Utf8.IsValid(Span(ref data, begin, at)) ? at : -1;
        }
    }

    /// <summary>An int: up to 7 digits at once, anything else by the exact parser.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Int(ref byte data, int at, out long value)
    {
        var end = TryInt(ref data, at, out value);
        return end >= 0 ? end : LongInt(ref data, at, out value);
    }

    /// <summary>An int of up to 7 digits; -1 for any other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TryInt(ref byte data, int at, out long value)
    {
        Unsafe.SkipInit(out value);
        var word = Swar.Word(ref data, at);
        var digits = Swar.LeadingDigits(word);
        // A fraction or an exponent may follow: 5.0 and 1e3 are whole numbers too.
        if (digits is 0 or 8 || IsZeroLed(word) || GoesOn((byte)(word >> (digits * 8)))) return -1;
        value = (long)Swar.Decimal(word, digits);
        return at + digits;
    }

    /// <summary>A float: one of up to 7 characters at once, as the quotient of two exact doubles, anything else by the exact parser.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Float(ref byte data, int at, out double value)
    {
        var end = TryFloat(ref data, at, out value);
        return end >= 0 ? end : LongFloat(ref data, at, out value);
    }

    /// <summary>A float of up to 7 characters with a decimal point among them, a sign before; -1 for any other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TryFloat(ref byte data, int at, out double value)
    {
        var end = TryFloatDigits(ref data, at, out var digits, out var divisor);
        value = end < 0 ? 0 : Swar.Decimal(digits) / divisor;
        return end;
    }

    /// <summary>The parts of such a float, which is their quotient, exact to the last digit.</summary>
    /// <param name="data">The memory.</param>
    /// <param name="at">The value's first byte.</param>
    /// <param name="digits">Its digits, in the last bytes of a word.</param>
    /// <param name="divisor">A power of ten, with the float's sign.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TryFloatDigits(ref byte data, int at, out ulong digits, out double divisor)
    {
        Unsafe.SkipInit(out digits);
        Unsafe.SkipInit(out divisor);
        var negative = Unsafe.Add(ref data, at) == '-';
        var begin = negative ? at + 1 : at;
        var word = Swar.Word(ref data, begin);
        var others = Swar.NotDigits(word);
        // In bits, as shifts want them: where the point should stand and what is behind the digits.
        var (point, end) = (BitOperations.TrailingZeroCount(others) - 7, BitOperations.TrailingZeroCount(others & (others - 1)) - 7);
        if (point == 0 || end > 56 || end - point < 16 || IsZeroLed(word) || (byte)(word >> point) != '.' || GoesOn((byte)(word >> end)))
            return -1;
        var before = (1UL << point) - 1;
        digits = ((word & before) | ((word >> 8) & ~before)) << (72 - end);
        divisor = Numbers.PowerOfTen((end - point >> 3) - 1);
        if (negative) divisor = -divisor;
        return begin + (end >> 3);
    }

    public static bool IsNull(ref byte data, int at) => Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref data, at)) == NullWord;

    /// <summary>true or false.</summary>
    public static int Bool(ref byte data, int at, out bool value)
    {
        var word = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref data, at));
        value = word == TrueWord;
        if (value) return at + 4;
        return word == FalseWord && Unsafe.Add(ref data, at + 4) == 'e' ? at + 5 : -1;
    }

    /// <summary>true, false or null.</summary>
    public static int Word(ref byte data, int at) => IsNull(ref data, at) ? at + 4 : Bool(ref data, at, out _);

    /// <summary>The place behind a number that is written as RFC 8259 has it; -1 when it is not.</summary>
    public static int Number(ref byte data, int at)
    {
        if (Unsafe.Add(ref data, at) == '-') at++;
        var begin = at;
        at = Digits(ref data, at);
        if (at == begin || (at > begin + 1 && Unsafe.Add(ref data, begin) == '0')) return -1;
        if (Unsafe.Add(ref data, at) == '.')
        {
            begin = ++at;
            if ((at = Digits(ref data, at)) == begin) return -1;
        }

        if (Unsafe.Add(ref data, at) is not ((byte)'e' or (byte)'E')) return at;
        if (Unsafe.Add(ref data, ++at) is (byte)'+' or (byte)'-') at++;
        begin = at;
        at = Digits(ref data, at);
        return at == begin ? -1 : at;
    }

    public static ReadOnlySpan<byte> Span(ref byte data, int begin, int end) => MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref data, begin), end - begin);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int NewText(ref byte data, int at, TextBuilder builder)
    {
        var length = PlainLength(ref data, at);
        if (length > 16) return LongText(ref data, at, builder);
        var low = Swar.Word(ref data, at);
        if (length < 8) builder.AppendShort(Swar.First(low, length), 0, length);
        else builder.AppendShort(low, Swar.First(Swar.Word(ref data, at + 8), length - 8), length);
        return at + length;
    }

    private static int LongText(ref byte data, int at, TextBuilder builder)
    {
        var end = EndOfText(ref data, at);
        if (end >= 0) builder.Append(Span(ref data, at, end));
        return end;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int LongInt(ref byte data, int at, out long value)
    {
        value = 0;
        var end = Number(ref data, at);
        return end >= 0 && Numbers.TryInt(Span(ref data, at, end), out value) ? end : -1;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int LongFloat(ref byte data, int at, out double value)
    {
        value = 0;
        var end = Number(ref data, at);
        return end >= 0 && Numbers.TryFloat(Span(ref data, at, end), out value) ? end : -1;
    }

    private static int Digits(ref byte data, int at)
    {
        while ((uint)(Unsafe.Add(ref data, at) - '0') <= 9) at++;
        return at;
    }

    /// <summary>Bytes before the closing quote if they are at most 32 and plain ASCII, else more than 32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PlainLength(ref byte data, int at)
    {
        var bytes = Vector256.LoadUnsafe(ref data, (nuint)at);
        // Signed, bytes from 0x80 on are negative: one comparison finds control bytes and what is not ASCII.
        var others = Vector256.Equals(bytes, Vector256.Create((byte)'\\')) | Vector256.LessThan(bytes.AsSByte(), Vector256.Create((sbyte)0x20)).AsByte();
        var quotes = Vector256.Equals(bytes, Vector256.Create((byte)'"'));
        var first = BitOperations.TrailingZeroCount((quotes | others).ExtractMostSignificantBits());
        return first < 32 && Unsafe.Add(ref data, at + first) == '"' ? first : int.MaxValue;
    }

    /// <summary>A zero with another digit behind it, or one of six marks that no number has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsZeroLed(ulong word) => (word & 0xF0FF) == 0x3030;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool GoesOn(byte next) => next is (byte)'.' or (byte)'e' or (byte)'E';
}
