using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace StreamGuard.Host.Http.Live;

/// <summary>Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html), each of one line of JSON.</summary>
internal static class EventStream
{
    /// <summary>The event of a JSON text without line breaks.</summary>
    public static byte[] Event(ReadOnlySpan<byte> json) => [.. "data: "u8, .. json, .. "\n\n"u8];

    /// <summary>Sends what <paramref name="next"/> gives until the client goes, the host ends, or there is no more.</summary>
    /// <param name="context">The request.</param>
    /// <param name="next">The next event; null when there is no more. Asked when the one before has been taken.</param>
    public static async Task SendAsync(HttpContext context, Func<CancellationToken, ValueTask<byte[]?>> next)
    {
        var host = context.RequestServices.GetRequiredService<IHostApplicationLifetime>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, host.ApplicationStopping);
        var response = context.Response;
        (response.ContentType, response.Headers.CacheControl) = ("text/event-stream", "no-store");
        // For proxies that would gather what is to be seen at once.
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            while (await next(stop.Token).ConfigureAwait(false) is { } made)
            {
                await response.Body.WriteAsync(made, stop.Token).ConfigureAwait(false);
                await response.Body.FlushAsync(stop.Token).ConfigureAwait(false);
            }
        }
        catch (Exception gone) when (stop.IsCancellationRequested && gone is OperationCanceledException or IOException)
        {
            // The client has gone, or the host ends.
        }
    }
}
