using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace StreamGuard.Host.Http.Stored;

/// <summary>
/// The last row of a page. The next page begins behind it, whatever was written in between: it says where that is, not how
/// many rows came before.
/// </summary>
/// <param name="Time">The row's time in microseconds.</param>
/// <param name="Table">The table it is in.</param>
/// <param name="Tie">What tells it from others of that time.</param>
/// <param name="Same">Rows equal in all of this that were given.</param>
internal sealed record Cursor(long Time, string Table, string Tie, int Same)
{
    private const string Version = "1";

    /// <summary>As clients carry it.</summary>
    /// <param name="question">Of which question's answer it is a place.</param>
    public string Write(string question) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Version}\n{Digest.Of(question)}\n{Time}\n{Table}\n{Same}\n{Tie}")));

    /// <summary>Reads one; null for none.</summary>
    /// <exception cref="ApiException">It is none, or one of another question.</exception>
    public static Cursor? Read(string? text, string question)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (!Base64Url.IsValid(text) || Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('\n', 6) is not [Version, var of, var time, var table, var same, var tie]
            || !long.TryParse(time, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var micros) || !int.TryParse(same, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            throw ApiException.Bad("This is no cursor of this API: give the value of 'next' of the page before as it is, or none for the first page.");
        return of == Digest.Of(question) ? new Cursor(micros, table, tie, count)
            : throw ApiException.Bad("This cursor goes on with another question: from page to page only cursor and limit may change.");
    }
}
