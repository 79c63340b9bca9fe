using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using StreamGuard.Host.Metrics;
using StreamGuard.Host.Service;

namespace StreamGuard.Host.Http;

/// <summary><c>/metrics</c>: all meters, as Prometheus scrapes them.</summary>
internal static class MetricsEndpoint
{
    public static void Map(WebApplication app)
    {
        var (memory, host) = (new SeriesMemory(), app.Services.GetRequiredService<PipelineHost>());
        Map(app, () => Reading.Of(host, memory));
    }

    /// <summary>The same of something else than the host's pipelines.</summary>
    public static void Map(WebApplication app, Func<Reading> read) => app.MapGet("/metrics", (Delegate)(async (HttpContext context) =>
    {
        context.Response.ContentType = ExpositionText.ContentType;
        ExpositionText.Write(Meters.All, read(), context.Response.BodyWriter);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    })).WithTags("host").WithName("metrics").WithSummary("All meters, as Prometheus scrapes them").Produces<string>(contentType: "text/plain");
}
