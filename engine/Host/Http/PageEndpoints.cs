using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using StreamGuard.Host.Http.Page;

namespace StreamGuard.Host.Http;

/// <summary>The page, whose files are in the program. It holds no data: what it shows it asks of the API, with the token.</summary>
internal static class PageEndpoints
{
    private const string NotBuilt = "This program was built without its page: npm was not there, or could not fetch what the page is made of.\nWhat the page would show is at /api/pipelines, /api/live, /health/ready and /metrics.\n";

    // Nothing from elsewhere, nothing inline, and nobody may frame it.
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void Map(WebApplication app)
    {
        if (PageFiles.All.Count == 0) app.MapGet("/", () => Results.Text(NotBuilt)).ExcludeFromDescription();
        foreach (var file in PageFiles.All.Values) app.MapMethods(file.Path, [HttpMethods.Get, HttpMethods.Head], context => SendAsync(context, file)).ExcludeFromDescription();
    }

    /// <summary>A path of the page's own files, which anybody may have.</summary>
    public static bool IsPage(PathString path) => path == "/" || (path.Value is { } text && PageFiles.All.ContainsKey(text));

    private static async Task SendAsync(HttpContext context, PageFile file)
    {
        var (request, response) = (context.Request, context.Response);
        var headers = response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.ETag = file.Tag;
        headers.Vary = HeaderNames.AcceptEncoding;
        headers.CacheControl = file.IsNamedByContent ? "public, max-age=31536000, immutable" : "no-cache";
        if (request.Headers.IfNoneMatch.Contains(file.Tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var isPacked = request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal);
        if (isPacked) headers.ContentEncoding = "br";
        var bytes = isPacked ? file.Packed : file.Bytes;
        (response.ContentType, response.ContentLength) = (file.Type, bytes.Length);
        if (HttpMethods.IsGet(request.Method)) await response.Body.WriteAsync(bytes, context.RequestAborted).ConfigureAwait(false);
    }
}
