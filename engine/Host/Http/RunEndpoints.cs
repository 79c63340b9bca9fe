using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using StreamGuard.Host.Http.Pipelines;
using StreamGuard.Host.Http.Stored;
using StreamGuard.Host.Service;
using StreamGuard.Host.Service.Schedules;

namespace StreamGuard.Host.Http;

/// <summary><c>/api/pipelines/NAME/runs</c>: how the turns of a scheduled pipeline came out, the newest first.</summary>
internal static class RunEndpoints
{
    public static void Map(WebApplication app) => app.MapGet("/api/pipelines/{name}/runs", List)
        .AddEndpointFilter(ApiException.Filter)
        .WithTags("pipelines").WithName("runs").WithSummary("How the turns of a scheduled pipeline came out, the newest first")
        .Produces<RunView[]>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);

    private static IResult List(string name, [FromQuery] Limit? limit, [FromQuery] string[]? outcome, PipelineHost host)
    {
        var rows = limit?.Read(RunHistory.Most, hasMore: false) ?? Limit.Usual;
        var outcomes = Choice.Of("outcome", outcome, [.. Enum.GetNames<TurnOutcome>().Select(each => each.ToLowerInvariant())]);
        if (host.Find(name) is not { } pipeline) return PipelineEndpoints.Unknown(name);
        var turns = pipeline.History?.Turns ?? [];
        return Results.Json(turns.Reverse().Select(RunView.Of).Where(run => outcomes.Count == 0 || outcomes.Contains(run.Outcome.ToString().ToLowerInvariant())).Take(rows));
    }
}
