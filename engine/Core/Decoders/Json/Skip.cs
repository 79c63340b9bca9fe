using System.Runtime.CompilerServices;

namespace StreamGuard.Core.Decoders.Json;

/// <summary>Passes over values nobody wants, as strictly as the reader does. Rules of <see cref="Scan"/> hold.</summary>
internal static class Skip
{
    // As deep as Utf8JsonReader goes unless told otherwise.
    private const int MostDepth = 64;

    /// <summary>The place behind a value; -1 when it is not well formed or holds escapes in a way left to the reader.</summary>
    /// <param name="data">The memory.</param>
    /// <param name="at">The value's first byte.</param>
    /// <param name="depth">Objects and lists around it.</param>
    public static int Value(ref byte data, int at, int depth)
    {
        switch (Unsafe.Add(ref data, at))
        {
            case (byte)'"':
                var end = Scan.SkipText(ref data, at + 1);
                return end < 0 ? -1 : end + 1;
            case (byte)'{':
                return depth >= MostDepth ? -1 : Members(ref data, at + 1, depth + 1);
            case (byte)'[':
                return depth >= MostDepth ? -1 : Items(ref data, at + 1, depth + 1);
            case (byte)'t' or (byte)'f' or (byte)'n':
                return Scan.Word(ref data, at);
            default:
                return Scan.Number(ref data, at);
        }
    }

    /// <summary>The first byte from a place on that is no white space; a line end is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Space(ref byte data, int at)
    {
        while (Unsafe.Add(ref data, at) is (byte)' ' or (byte)'\t' or (byte)'\r') at++;
        return at;
    }

    private static int Members(ref byte data, int at, int depth)
    {
        at = Space(ref data, at);
        if (Unsafe.Add(ref data, at) == '}') return at + 1;
        while (true)
        {
            if (Unsafe.Add(ref data, at) != '"' || (at = Scan.SkipText(ref data, at + 1)) < 0) return -1;
            at = Space(ref data, at + 1);
            if (Unsafe.Add(ref data, at) != ':' || (at = Value(ref data, Space(ref data, at + 1), depth)) < 0) return -1;
            at = Space(ref data, at);
            if (Unsafe.Add(ref data, at) == '}') return at + 1;
            if (Unsafe.Add(ref data, at) != ',') return -1;
            at = Space(ref data, at + 1);
        }
    }

    private static int Items(ref byte data, int at, int depth)
    {
        at = Space(ref data, at);
        if (Unsafe.Add(ref data, at) == ']') return at + 1;
        while (true)
        {
            if ((at = Value(ref data, at, depth)) < 0) return -1;
            at = Space(ref data, at);
            if (Unsafe.Add(ref data, at) == ']') return at + 1;
            if (Unsafe.Add(ref data, at) != ',') return -1;
            at = Space(ref data, at + 1);
        }
    }
}
