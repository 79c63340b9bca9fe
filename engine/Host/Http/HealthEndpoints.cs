using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using StreamGuard.Host.Service;

namespace StreamGuard.Host.Http;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: every pipeline does what it is there for, else 503 and which does not and why. Alerts that cannot be brought are told of, and change nothing.</summary>
internal static class HealthEndpoints
{
    public const string Live = "/health/live";

    /// <summary>Whoever balances or watches may ask for the status alone (HEAD); the server leaves the body out then.</summary>
    public static Task AnswerHeadAsync(HttpContext context, RequestDelegate next)
    {
        if (HttpMethods.IsHead(context.Request.Method) && context.Request.Path.StartsWithSegments("/health")) context.Request.Method = HttpMethods.Get;
        return next(context);
    }

    public static void Map(WebApplication app)
    {
        app.MapGet(Live, () => Results.Json(new { status = "live" })).WithTags("host").WithName("health_live").WithSummary("The process answers; asked without a token").Produces<object>();
        app.MapGet("/health/ready", (PipelineHost host) =>
        {
            var pipelines = host.Pipelines.Select(pipeline => Readiness.Of(pipeline.Status, pipeline.Snapshot())).ToList();
            var reason = host.Trouble;
            var isReady = reason is null && pipelines.TrueForAll(each => each.Ready);
            return Results.Json(new { status = isReady ? "ready" : "not ready", reason, pipelines, alerts = host.Alerts?.Figures }, statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        }).WithTags("host").WithName("health_ready").WithSummary("Every pipeline does what it is there for; otherwise 503, and which component does not and why").Produces<object>().Produces<object>(StatusCodes.Status503ServiceUnavailable);
    }
}
