using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace StreamGuard.Host.Http;

/// <summary>Requests that are refused before an endpoint sees them, as problems of RFC 9457 that say what is wrong.</summary>
internal static class RequestProblem
{
    /// <summary>A request that cannot be read is the client's, and no failure of the host: it keeps its status, and is not logged.</summary>
    public static readonly ExceptionHandlerOptions Handling = new()
    {
        StatusCodeSelector = error => error is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
        SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException,
    };

    /// <summary>Adds what can be said.</summary>
    public static void Explain(ProblemDetailsContext context)
    {
        if (context.ProblemDetails.Detail is not null) return;
        context.ProblemDetails.Detail = context.Exception switch
        {
            BadHttpRequestException { InnerException: System.Text.Json.JsonException json } => $"The body is not the JSON that is asked for, at {json.Path ?? "$"} in line {json.LineNumber + 1}.",
            BadHttpRequestException bad => $"{bad.Message.TrimEnd('.')}.",
            _ => context.ProblemDetails.Status switch
            {
                StatusCodes.Status404NotFound => $"There is nothing at {context.HttpContext.Request.Path}: /openapi.json names what there is.",
                StatusCodes.Status405MethodNotAllowed => $"{context.HttpContext.Request.Path} does not take {context.HttpContext.Request.Method}.",
                StatusCodes.Status415UnsupportedMediaType => "The body must be JSON, sent with Content-Type: application/json.",
                StatusCodes.Status429TooManyRequests => "More requests than http.requests of the host file allows an address in ten seconds: ask again in a moment.",
                _ => null,
            },
        };
    }
}
