using StreamGuard.Core.Expressions.Kernels;

namespace StreamGuard.Core.Expressions.Functions;

/// <summary>Texts as UTF-8 bytes.</summary>
internal static class TextFunctions
{
    public static bool AreEqual(Utf8 left, Utf8 right) => left.Span.SequenceEqual(right.Span);

    /// <summary>Less than, equal to or greater than 0, by bytes, which is by code points.</summary>
    public static int Order(Utf8 left, Utf8 right) => left.Span.SequenceCompareTo(right.Span);

    public static Utf8 Concat(TextArena arena, Utf8 left, Utf8 right)
    {
        var room = arena.Room(left.Length + right.Length);
        left.Span.CopyTo(room);
        right.Span.CopyTo(room[left.Length..]);
        return arena.Keep(left.Length + right.Length);
    }
}
