using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using StreamGuard.Host.Http.OpenApi;

namespace StreamGuard.Host.Http;

/// <summary>
/// Lets in who carries the token. Without one, on loopback, it keeps out pages of other sites that a browser on this
/// machine has open: requests whose Host is not this machine's (DNS rebinding), or that another origin sends.
/// </summary>
internal sealed class Gate(HttpAccess access)
{
    private readonly byte[]? _token = access.Token is { } token ? SHA256.HashData(Encoding.UTF8.GetBytes(token)) : null;

    public async Task PassAsync(HttpContext context, RequestDelegate next)
    {
        if (Refusal(context.Request) is not { } refusal)
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        if (refusal.Status == StatusCodes.Status401Unauthorized) context.Response.Headers.WWWAuthenticate = "Bearer";
        await Results.Problem(refusal.Text, statusCode: refusal.Status).ExecuteAsync(context).ConfigureAwait(false);
    }

    private (int Status, string Text)? Refusal(HttpRequest request)
    {
        if (access.IsLocal && !IsThisMachine(request.Host.Host)) return (StatusCodes.Status421MisdirectedRequest, $"This host is asked for as localhost, not as {request.Host.Host}.");
        if (request.Headers.Origin is [{ Length: > 0 } origin] && origin != $"{request.Scheme}://{request.Host}") return (StatusCodes.Status403Forbidden, "Pages of other sites are not answered.");
        // Whoever starts and stops services asks for it without a token; it says no more than that the process answers. The
        // page itself holds nothing, and asks for the token.
        if (_token is null || request.Path == HealthEndpoints.Live || PageEndpoints.IsPage(request.Path) || SwaggerFiles.IsFile(request.Path)) return null;
        return Carries(request) ? null : (StatusCodes.Status401Unauthorized, "The token of this host is needed: Authorization: Bearer …");
    }

    private bool Carries(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        return request.Headers.Authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            // Digests, so that the time taken says nothing of the token or its length.
            && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(header[Scheme.Length..].Trim())), _token);
    }

    private static bool IsThisMachine(string host) => host is "localhost" or "127.0.0.1" or "::1" or "[::1]";
}
