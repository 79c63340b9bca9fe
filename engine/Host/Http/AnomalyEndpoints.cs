using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using StreamGuard.Host.Http.Stored;

namespace StreamGuard.Host.Http;

/// <summary><c>/api/anomalies</c>: what rules have raised and what runs over all rows have found, side by side, the newest first.</summary>
internal static class AnomalyEndpoints
{
    private static readonly string[] Kinds = ["live", "batch"];

    public static void Map(WebApplication app) => app.MapGet("/api/anomalies", ListAsync)
        .AddEndpointFilter(ApiException.Filter)
        .WithTags("stored").WithName("anomalies").WithSummary("What rules have raised and what runs over all rows have found, the newest first").Produces<PageView<AnomalyView>>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<PageView<AnomalyView>> ListAsync(
        [AsParameters] RowsAsked asked,
        [FromQuery] string[]? kind,
        [FromQuery] string[]? rule,
        [FromQuery] string[]? severity,
        StoredLists lists,
        CancellationToken stop)
    {
        var kinds = Choice.Of("kind", kind, Kinds);
        var alerts = $"{AlertConditions.Rules(Choice.Of(rule))} and {AlertConditions.Severities(severity)}";
        return await lists.ReadAsync(asked, $"anomalies {string.Join(',', kinds)} {alerts}", Condition, AnomalyView.Of, stop).ConfigureAwait(false);

        string? Condition(StoredTable table) => table.Kind switch
        {
            TableKind.Alerts when kinds is not ["batch"] => alerts,
            // Nobody has named a rule for these, or said how grave they are.
            TableKind.Judged when kinds is not ["live"] && rule is not { Length: > 0 } && severity is not { Length: > 0 } => "lower(cast(t.is_anomaly as varchar)) in ('1', 'true')",
            _ => null,
        };
    }
}
