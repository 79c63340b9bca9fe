using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using StreamGuard.Contracts;
using StreamGuard.Host.Http.Stored;

namespace StreamGuard.Host.Http;

/// <summary><c>/api/query</c>: a question in SQL to what pipelines keep. It reads only, is off unless the host file enables it, and has limits.</summary>
internal static class QueryEndpoints
{
    public static void Map(WebApplication app) => app.MapPost("/api/query", AskAsync)
        .AddEndpointFilter(ApiException.Filter)
        .WithTags("stored").WithName("query").WithSummary("A question in SQL to what pipelines keep; reads only, and is off unless the host file enables it").Produces<AnswerView>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<AnswerView> AskAsync(QueryAsked asked, ApiSettings settings, StoredTables tables, Asker asker, CancellationToken stop)
    {
        var limits = settings.Query;
        if (!limits.Enabled) throw new ApiException(StatusCodes.Status403Forbidden, "Questions in SQL are not enabled here: api: { query: { enabled: true } } in the host file does.");
        if (string.IsNullOrWhiteSpace(asked.Sql)) throw ApiException.Bad("There is no question: send {\"sql\": \"select …\"}.");
        if (asked.Rows is < 1 || asked.Rows > limits.Rows) throw ApiException.Bad($"rows must be from 1 to {limits.Rows}, got {asked.Rows}.");
        var (store, names) = tables.Choose(asked.Pipeline, asked.Store);
        var question = new Question(asked.Sql) { Store = store, Tables = names, MostRows = asked.Rows ?? limits.Rows, Longest = limits.Time.TimeSpan };
        var answer = await asker.AskAsync(question, limits.Bytes.Bytes, stop).ConfigureAwait(false);
        return new AnswerView(
            [.. answer.Columns.Select(column => new AnswerColumn(column.Name, column.Kind))],
            [.. answer.Rows.Select(row => new AnswerRow(answer.Columns, row))],
            answer.IsTooLong ? CutBy.Bytes : answer.IsCut ? CutBy.Rows : null,
            Math.Round(answer.Took.TotalSeconds, 6));
    }
}
