using System.Net;

namespace StreamGuard.Plugins.Http;

/// <summary>A server's answer.</summary>
/// <param name="Status">Its code.</param>
/// <param name="Body">Its text, or the beginning of it.</param>
/// <param name="IsWhole">The text is all there was; otherwise it was longer than anybody needs.</param>
/// <param name="After">How long it asks to wait; null where it does not.</param>
/// <param name="Elsewhere">Where it points to, as it was written; null of an answer that does not.</param>
internal sealed record HttpAnswer(HttpStatusCode Status, string Body, bool IsWhole, TimeSpan? After, string? Elsewhere)
{
    /// <summary>200 to 299.</summary>
    public bool IsGood => (int)Status is >= 200 and < 300;

    /// <summary>The server asks to wait, or has troubles of its own: the same request may be taken later.</summary>
    public bool MayPass => Status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)Status >= 500;
}
