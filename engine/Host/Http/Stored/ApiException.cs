using Microsoft.AspNetCore.Http;
using StreamGuard.Contracts;

namespace StreamGuard.Host.Http.Stored;

/// <summary>A request that is not answered.</summary>
/// <param name="status">HTTP's status.</param>
/// <param name="message">Why, and what to do; a sentence or two.</param>
internal sealed class ApiException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;

    /// <summary>The request cannot be understood.</summary>
    public static ApiException Bad(string message) => new(StatusCodes.Status400BadRequest, message);

    /// <summary>What is asked for is not there.</summary>
    public static ApiException Missing(string message) => new(StatusCodes.Status404NotFound, message);

    /// <summary>Turns what is thrown by a handler into a problem of RFC 9457.</summary>
    public static async ValueTask<object?> Filter(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context).ConfigureAwait(false);
        }
        catch (ApiException refused)
        {
            return Results.Problem(refused.Message, statusCode: refused.Status);
        }
        catch (QueryException failed) when (!context.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return Problem(context.HttpContext, failed);
        }
        catch (Exception gone) when (gone is OperationCanceledException or QueryException && context.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return Results.StatusCode(StatusCodes.Status499ClientClosedRequest);
        }
    }

    private static IResult Problem(HttpContext context, QueryException failed)
    {
        if (failed.IsRefused) return Results.Problem(Sentence(failed.Message), statusCode: StatusCodes.Status400BadRequest);
        if (failed.IsLate) return Results.Problem(Sentence(failed.Message), statusCode: StatusCodes.Status422UnprocessableEntity);
        context.Response.Headers.RetryAfter = "2";
        return Results.Problem(Sentence(failed.Message), statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static string Sentence(string message) =>
        // What has several lines ends with a mark below the place that it is about.
        message.Length == 0 || message.Contains('\n') ? message : $"{char.ToUpperInvariant(message[0])}{message[1..].TrimEnd('.')}.";
}
