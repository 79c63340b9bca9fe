using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace StreamGuard.Host.Http;

/// <summary>Requests that are refused before an endpoint sees them, as problems of RFC 9457 that say what is wrong.</summary>
internal static partial class RequestProblem
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
            BadHttpRequestException bad => Unbound().Match(bad.Message) is { Success: true } unbound ? Wrong(unbound) : $"{bad.Message.TrimEnd('.')}.",
            _ => context.ProblemDetails.Status switch
            {
                StatusCodes.Status404NotFound => $"There is nothing at {context.HttpContext.Request.Path}: /openapi.json names what there is.",
                StatusCodes.Status405MethodNotAllowed => $"{context.HttpContext.Request.Path} does not take {context.HttpContext.Request.Method}.",
                StatusCodes.Status413PayloadTooLarge => "The body is larger than http.body of the host file allows.",
                StatusCodes.Status415UnsupportedMediaType => "The body must be JSON, sent with Content-Type: application/json.",
                StatusCodes.Status429TooManyRequests => "More requests than http.requests of the host file allows an address in ten seconds: ask again in a moment.",
                _ => null,
            },
        };
    }

    /// <summary>How ASP.NET Core says that a parameter is of another type, in C#'s words.</summary>
    [GeneratedRegex("""^Failed to bind parameter "(?<type>\S+) (?<name>\S+)" from "(?<value>.*)"\.$""", RegexOptions.Singleline)]
    private static partial Regex Unbound();

    private static string Wrong(Match unbound)
    {
        var wanted = unbound.Groups["type"].Value.Contains("bool", StringComparison.Ordinal) ? "neither true nor false" : "no whole number that fits";
        return $"{unbound.Groups["name"]}={unbound.Groups["value"]} is {wanted}.";
    }
}
