using System.Text;
using StreamGuard.Core.Expressions.Kernels;

namespace StreamGuard.Core.Expressions.Typing;

/// <summary>A pattern of like: % stands for any characters, _ for one, \ takes the next as it is.</summary>
internal sealed class LikePattern
{
    private const int AnyOne = -1;
    private const int AnyNumber = -2;

    // Bytes of the pattern, or one of the above.
    private readonly List<int> _parts = [];

    /// <exception cref="FormatException">A backslash at the end.</exception>
    public static LikePattern Parse(string pattern)
    {
        var like = new LikePattern();
        var bytes = Encoding.UTF8.GetBytes(pattern);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '\\')
            {
                if (++i == bytes.Length) throw new FormatException("a like pattern ends with a single '\\'.");
                like._parts.Add(bytes[i]);
            }
            else like._parts.Add(bytes[i] switch { (byte)'%' => AnyNumber, (byte)'_' => AnyOne, var other => other });
        }

        return like;
    }

    // Greedy with one place to go back to, the last %: what an earlier % took needs no second thought.
    public static bool IsMatch(Utf8 text, LikePattern pattern)
    {
        var span = text.Span;
        var parts = pattern._parts;
        int at = 0, part = 0, resumeAt = -1, resumePart = -1;
        while (at < span.Length)
        {
            if (part < parts.Count && parts[part] == AnyNumber)
            {
                (resumePart, resumeAt) = (++part, at);
                continue;
            }

            if (part < parts.Count && (parts[part] == AnyOne || parts[part] == span[at]))
            {
                at += parts[part] == AnyOne ? CharacterLength(span[at..]) : 1;
                part++;
                continue;
            }

            if (resumePart < 0) return false;
            (part, at) = (resumePart, ++resumeAt);
        }

        while (part < parts.Count && parts[part] == AnyNumber) part++;
        return part == parts.Count;
    }

    private static int CharacterLength(ReadOnlySpan<byte> text)
    {
        Rune.DecodeFromUtf8(text, out _, out var consumed);
        return consumed;
    }
}
