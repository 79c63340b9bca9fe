using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using StreamGuard.Host.Http.Taps;
using StreamGuard.Host.Service;

namespace StreamGuard.Host.Http;

/// <summary>
/// The newest rows of a pipeline that somebody should look at: <c>/api/pipelines/NAME/alerts</c>, <c>…/alerts/ID</c> with the
/// rows behind one, <c>…/dead-letters</c> with their bytes. What is asked with <c>after</c> is newer than that.
/// </summary>
internal static class RecentEndpoints
{
    public static void Map(WebApplication app, HttpAccess access)
    {
        var pipelines = app.MapGroup("/api/pipelines/{name}").WithTags("pipelines");
        pipelines.MapGet("/alerts", (string name, long? after, PipelineHost host) =>
            Answer(host, access, name, (recent, mask) => Results.Json(recent.Alerts.After(after ?? 0).Select(alert => AlertView.Of(alert, mask)))))
            .Produces<AlertView[]>().ProducesProblem(StatusCodes.Status404NotFound).WithName("recent_alerts").WithSummary("The newest alerts of a pipeline");
        pipelines.MapGet("/alerts/{id:long}", (string name, long id, PipelineHost host) =>
            Answer(host, access, name, (recent, mask) => recent.Alerts.Find(id) is { } alert ? Results.Json(BehindView.Of(alert, mask)) : Gone(id)))
            .Produces<BehindView>().ProducesProblem(StatusCodes.Status404NotFound).WithName("rows_behind_alert").WithSummary("The rows behind an alert");
        pipelines.MapGet("/dead-letters", (string name, long? after, PipelineHost host) =>
            Answer(host, access, name, (recent, mask) => Results.Json(recent.Letters.After(after ?? 0).Select(row => RowView.Of(row, mask)))))
            .Produces<RowView[]>().ProducesProblem(StatusCodes.Status404NotFound).WithName("recent_dead_letters").WithSummary("The newest dead letters of a pipeline, with their bytes");
    }

    private static IResult Answer(PipelineHost host, HttpAccess access, string name, Func<RecentRows, RowMask, IResult> answer) =>
        host.Find(name) is { } found ? answer(found.Recent, RowMask.Of(found.Status.Plan, access.Mask)) : PipelineEndpoints.Unknown(name);

    private static IResult Gone(long id) => Results.Problem($"Alert {id} is not among the newest any more.", statusCode: StatusCodes.Status404NotFound);
}
