using System.Globalization;
using System.Text;

namespace StreamGuard.Host.Output;

/// <summary>Text out of rows, which is whatever somebody sent, made safe to be shown on a terminal.</summary>
internal static class Printable
{
    /// <summary>One cell: a null is shown as null, and what would move the cursor or turn the text around by its code.</summary>
    public static string Cell(string? text)
    {
        if (text is null) return "null";
        if (!text.Any(IsHidden)) return text;
        var shown = new StringBuilder();
        foreach (var letter in text)
        {
            if (IsHidden(letter)) shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
            else shown.Append(letter);
        }

        return shown.ToString();
    }

    private static bool IsHidden(char letter) => char.IsControl(letter) || CharUnicodeInfo.GetUnicodeCategory(letter) == UnicodeCategory.Format;
}
