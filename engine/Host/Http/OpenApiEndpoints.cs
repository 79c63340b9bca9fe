using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;
using StreamGuard.Host.Http.OpenApi;
using Swashbuckle.AspNetCore.Swagger;

namespace StreamGuard.Host.Http;

/// <summary><c>/openapi.json</c>: what this API takes and answers. <c>/swagger</c>: the same to read and to try.</summary>
internal static class OpenApiEndpoints
{
    // Nothing from elsewhere and nothing inline but the styles and pictures that Swagger UI has in itself.
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly Lock Making = new();
    private static volatile string? _document;

    public static void Map(WebApplication app)
    {
        app.MapGet("/openapi.json", (ISwaggerProvider swagger) => Results.Text(Document(swagger), "application/json"))
            .WithTags("host").WithName("openapi").WithSummary("This document").Produces<object>();
        app.MapGet(SwaggerFiles.Page, (HttpContext context) => SendAsync(context, "")).ExcludeFromDescription();
        app.MapGet($"{SwaggerFiles.Page}/{{file}}", SendAsync).ExcludeFromDescription();
    }

    /// <summary>Made when it is first asked for: the program has one set of endpoints.</summary>
    private static string Document(ISwaggerProvider swagger)
    {
        if (_document is { } known) return known;
        lock (Making) return _document ??= swagger.GetSwagger(ApiDocument.Version).SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_0).GetAwaiter().GetResult();
    }

    private static async Task SendAsync(HttpContext context, string file)
    {
        var (request, response) = (context.Request, context.Response);
        if (SwaggerFiles.Find(file) is not { } found)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        response.ContentType = found.Type;
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.CacheControl = "no-cache";
        response.Headers.Vary = "Accept-Encoding";
        var isPacked = found.IsPacked && request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.Ordinal);
        if (isPacked) response.Headers.ContentEncoding = "gzip";
        await using var bytes = isPacked ? found.Bytes : found.Plain();
        await bytes.CopyToAsync(response.Body, context.RequestAborted).ConfigureAwait(false);
    }
}
