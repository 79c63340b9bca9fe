using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using StreamGuard.Host.Http.Live;

namespace StreamGuard.Host.Http;

/// <summary><c>/api/live</c>: what all pipelines are doing, as server-sent events, one a second.</summary>
internal static class LiveEndpoints
{
    public static void Map(WebApplication app) => app.MapGet("/api/live", async (HttpContext context, LiveFeed feed) =>
    {
        using var listener = feed.Listen();
        if (listener is null) await Results.Problem($"{LiveFeed.Most} clients listen already.", statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context).ConfigureAwait(false);
        else await EventStream.SendAsync(context, async stop => await listener.NextAsync(stop).ConfigureAwait(false)).ConfigureAwait(false);
    }).WithTags("pipelines").WithName("live").WithSummary("What all pipelines are doing, as server-sent events, one a second").Produces<LiveView>(contentType: "text/event-stream");
}
