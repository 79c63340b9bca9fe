using StreamGuard.Core.Expressions.Kernels;

namespace StreamGuard.Core.Expressions.Functions;

/// <summary>Characters (code points) in UTF-8: every byte but a continuation byte (10xxxxxx) begins one.</summary>
internal static class Characters
{
    public static long Count(Utf8 text)
    {
        var count = 0;
        foreach (var unit in text.Span)
            if (Begins(unit)) count++;
        return count;
    }

    /// <summary>Characters from place <paramref name="first"/>, counted from 0, up to <paramref name="last"/>; both may lie outside the text.</summary>
    public static Utf8 Slice(Utf8 text, long first, long last)
    {
        var start = ByteOf(text, first);
        return text.Slice(start, Math.Max(start, ByteOf(text, last)) - start);
    }

    private static bool Begins(byte unit) => (unit & 0xC0) != 0x80;

    private static int ByteOf(Utf8 text, long character)
    {
        if (character <= 0) return 0;
        var span = text.Span;
        for (var at = 0; at < span.Length; at++)
            if (Begins(span[at]) && --character < 0) return at;
        return span.Length;
    }
}
