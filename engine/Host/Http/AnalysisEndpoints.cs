using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using StreamGuard.Host.Http.Stored;
using StreamGuard.Host.Investigation;

namespace StreamGuard.Host.Http;

/// <summary><c>/api/analyses</c>: alerts that a language model was asked about, and its answers, the newest alert first.</summary>
internal static class AnalysisEndpoints
{
    public static void Map(WebApplication app) => app.MapGet("/api/analyses", ListAsync)
        .AddEndpointFilter(ApiException.Filter)
        .WithTags("stored").WithName("analyses").WithSummary("Alerts that a language model was asked about, and its answers, the newest alert first").Produces<PageView<AnalysisView>>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<PageView<AnalysisView>> ListAsync(
        [AsParameters] RowsAsked asked,
        [FromQuery] string[]? rule,
        [FromQuery] string[]? severity,
        [FromQuery] string? analysed,
        [FromQuery(Name = "alert_id")] string? alertId,
        StoredLists lists,
        CancellationToken stop)
    {
        var conditions = new[]
        {
            AlertConditions.Rules(Choice.Of(rule)),
            AlertConditions.Severities(severity),
            Choice.Of("analysed", analysed is null ? null : [analysed], ["true", "false"]) is [var wanted] ? $"t.analysed = {wanted}" : "true",
            alertId is null ? "true" : $"t.alert_id = {Sql.Text(alertId)}",
        };
        var condition = string.Join(" and ", conditions);
        return await lists.ReadAsync(asked, $"analyses {condition}", table => table.Kind == TableKind.Analyses ? condition : null, AnalysisView.Of, stop).ConfigureAwait(false);
    }
}
