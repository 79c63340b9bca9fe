using System.Text;
using StreamGuard.Core.Expressions.Kernels;
using StreamGuard.Core.Expressions.Typing;
using Linq = System.Linq.Expressions.Expression;

namespace StreamGuard.Core.Expressions.Functions;

/// <summary>Functions that write a new text into the arena.</summary>
internal static class TextMaking
{
    private const int LongestText = 16 * 1024 * 1024;

    public static Utf8 Concat(TextArena arena, Utf8 left, Utf8 right)
    {
        var length = checked(left.Length + right.Length);
        var room = arena.Room(length);
        left.Span.CopyTo(room);
        right.Span.CopyTo(room[left.Length..]);
        return arena.Keep(length);
    }

    public static Emitted ConcatAll(KernelWriter writer, CallNode call)
    {
        var arena = writer.Arena();
        return writer.Inline(call, values => values.Aggregate((a, b) => Linq.Call(typeof(TextMaking), nameof(Concat), null, arena, a, b)));
    }

    public static Utf8 Upper(TextArena arena, Utf8 text) =>
        Ascii.IsValid(text.Span) ? Mapped(arena, text, (from, to) => Ascii.ToUpper(from, to, out _)) : Recased(arena, text, upper: true);

    public static Utf8 Lower(TextArena arena, Utf8 text) =>
        Ascii.IsValid(text.Span) ? Mapped(arena, text, (from, to) => Ascii.ToLower(from, to, out _)) : Recased(arena, text, upper: false);

    public static Utf8 Replace(TextArena arena, Utf8 text, Utf8 part, Utf8 by)
    {
        if (part.Length == 0) return text;
        var matches = text.Span.Count(part.Span);
        if (matches == 0) return text;
        var length = checked(text.Length + (matches * (by.Length - part.Length)));
        var room = arena.Room(length);
        var (from, to) = (0, 0);
        for (; matches > 0; matches--)
        {
            var kept = text.Span[from..].IndexOf(part.Span);
            text.Span.Slice(from, kept).CopyTo(room[to..]);
            by.Span.CopyTo(room[(to + kept)..]);
            from += kept + part.Length;
            to += kept + by.Length;
        }

        text.Span[from..].CopyTo(room[to..]);
        return arena.Keep(length);
    }

    public static Utf8? Repeat(TextArena arena, Utf8 text, long times)
    {
        if (times <= 0 || text.Length == 0) return default(Utf8);
        if (times > LongestText / text.Length) return null;
        var length = (int)times * text.Length;
        var room = arena.Room(length);
        for (var at = 0; at < length; at += text.Length) text.Span.CopyTo(room[at..]);
        return arena.Keep(length);
    }

    public static Utf8? PadLeft(TextArena arena, Utf8 text, long length, Utf8 fill) => Padded(arena, text, length, fill, atStart: true);

    public static Utf8? PadRight(TextArena arena, Utf8 text, long length, Utf8 fill) => Padded(arena, text, length, fill, atStart: false);

    public static Utf8 Reverse(TextArena arena, Utf8 text)
    {
        var room = arena.Room(text.Length);
        var rest = text.Span;
        var to = text.Length;
        while (!rest.IsEmpty)
        {
            Rune.DecodeFromUtf8(rest, out _, out var bytes);
            to -= bytes;
            rest[..bytes].CopyTo(room[to..]);
            rest = rest[bytes..];
        }

        return arena.Keep(text.Length);
    }

    private static Utf8 Mapped(TextArena arena, Utf8 text, Action<ReadOnlySpan<byte>, Span<byte>> map)
    {
        map(text.Span, arena.Room(text.Length)[..text.Length]);
        return arena.Keep(text.Length);
    }

    private static Utf8 Recased(TextArena arena, Utf8 text, bool upper)
    {
        var characters = arena.Characters(2 * text.Length);
        var read = Encoding.UTF8.GetChars(text.Span, characters);
        var recased = characters.Slice(text.Length, read);
        if (upper) ((ReadOnlySpan<char>)characters[..read]).ToUpperInvariant(recased);
        else ((ReadOnlySpan<char>)characters[..read]).ToLowerInvariant(recased);
        var room = arena.Room(3 * read);
        return arena.Keep(Encoding.UTF8.GetBytes(recased, room));
    }

    private static Utf8? Padded(TextArena arena, Utf8 text, long length, Utf8 fill, bool atStart)
    {
        var missing = length - Characters.Count(text);
        if (missing <= 0 || fill.Length == 0) return Characters.Slice(text, 0, length);
        var width = Characters.Count(fill);
        if (missing > LongestText / 4) return null;
        var part = Characters.Slice(fill, 0, missing % width);
        var padding = Concat(arena, Repeat(arena, fill, missing / width) ?? default, part);
        return atStart ? Concat(arena, padding, text) : Concat(arena, text, padding);
    }
}
