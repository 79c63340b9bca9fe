using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using StreamGuard.Host.Http.Stored;

namespace StreamGuard.Host.Http;

/// <summary><c>/api/events</c>: rows that pipelines keep and that are no anomalies, the newest first.</summary>
internal static class EventEndpoints
{
    public static void Map(WebApplication app) => app.MapGet("/api/events", ListAsync)
        .AddEndpointFilter(ApiException.Filter)
        .WithTags("stored").WithName("events").WithSummary("What has happened: rows that pipelines keep and that are no anomalies, the newest first").Produces<PageView<EventView>>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    // Folders of Parquet may be large and are nobody's list of events, unless one is asked for by name.
    private static async Task<PageView<EventView>> ListAsync([AsParameters] RowsAsked asked, StoredLists lists, CancellationToken stop) => await lists.ReadAsync(
        asked, "events", table => table.Kind == TableKind.Events && (table.Source.Table is not null || asked.Table is not null) ? "true" : null, EventView.Of, stop).ConfigureAwait(false);
}
