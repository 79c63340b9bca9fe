using System.Text;

namespace StreamGuard.Contracts;

/// <summary>Text with places in braces, which something is put into: <c>{name}</c>; <c>{{</c> and <c>}}</c> stand for braces.</summary>
public static class TextWithPlaces
{
    /// <summary>Its pieces in order.</summary>
    public static IEnumerable<TextPiece> Read(string text)
    {
        var words = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            var letter = text[at];
            if (letter is not ('{' or '}'))
            {
                words.Append(letter);
                continue;
            }

            if (at + 1 < text.Length && text[at + 1] == letter)
            {
                words.Append(letter);
                at++;
                continue;
            }

            if (words.Length > 0) yield return new TextPiece(TextPieceKind.Words, words.ToString(), at);
            words.Clear();
            var end = letter == '{' ? text.IndexOf('}', at) : -1;
            yield return end < 0 ? new TextPiece(TextPieceKind.Stray, letter.ToString(), at + 1) : new TextPiece(TextPieceKind.Place, text[(at + 1)..end], at + 1);
            at = Math.Max(at, end);
        }

        if (words.Length > 0) yield return new TextPiece(TextPieceKind.Words, words.ToString(), text.Length);
    }
}

/// <summary>A piece of a text with places.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Words, what stands between the braces, or a brace without counterpart.</param>
/// <param name="At">Of a place or a brace: which letter of the text it begins at, counted from 1.</param>
public readonly record struct TextPiece(TextPieceKind Kind, string Text, int At);

/// <summary>What a piece of a text with places is.</summary>
public enum TextPieceKind
{
    /// <summary>Text that stays as it is.</summary>
    Words,

    /// <summary>What stands between braces.</summary>
    Place,

    /// <summary>A brace without counterpart.</summary>
    Stray,
}
