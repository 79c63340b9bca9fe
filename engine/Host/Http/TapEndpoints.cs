using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using StreamGuard.Core.Runtime.Taps;
using StreamGuard.Host.Http.Live;
using StreamGuard.Host.Http.Taps;
using StreamGuard.Host.Service;

namespace StreamGuard.Host.Http;

/// <summary>
/// Rows to look at: <c>/api/pipelines/NAME/tap?edge=a->b</c> streams those that pass an edge, sampled; <c>…/tap/test</c> makes a
/// test of rows that come now, to be kept beside the pipeline's file, or in a <c>folder</c> from where it names that file.
/// </summary>
internal static class TapEndpoints
{
    private const int MostRows = 1000;
    private const int MostTaps = 32;

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    public static void Map(WebApplication app, HttpAccess access)
    {
        var open = new SemaphoreSlim(MostTaps);
        var pipelines = app.MapGroup("/api/pipelines/{name}").WithTags("pipelines");
        pipelines.MapGet("/tap", async (HttpContext context, string name, string? edge, int? rows, string? mask, PipelineHost host, IOptions<JsonOptions> json) =>
        {
            if (Find(host, name, edge, mask, rows ?? 10) is not { } found) await PipelineEndpoints.Unknown(name).ExecuteAsync(context).ConfigureAwait(false);
            else if (found.Refusal is { } refusal) await refusal.ExecuteAsync(context).ConfigureAwait(false);
            else if (!open.Wait(0)) await Results.Problem($"{MostTaps} taps are open already.", statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context).ConfigureAwait(false);
            else
            {
                try
                {
                    await StreamAsync(context, found, RowMask.Of(found.Pipeline.Status.Plan, Columns(access, mask)), json.Value.SerializerOptions).ConfigureAwait(false);
                }
                finally
                {
                    open.Release();
                }
            }
        }).Produces<TapView>(contentType: "text/event-stream").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).WithName("tap").WithSummary("Rows that pass an edge, sampled, as server-sent events");
        pipelines.MapGet("/tap/test", async (HttpContext context, string name, string? edge, int? rows, string? mask, string? folder, PipelineHost host) =>
        {
            if (Find(host, name, edge, mask, rows ?? 20) is not { } found) return PipelineEndpoints.Unknown(name);
            if (found.Refusal is { } refusal) return refusal;
            if (folder is not null && (!Path.IsPathFullyQualified(folder) || folder.Contains('\0', StringComparison.Ordinal))) return Bad($"folder must be a full path, got {folder}.");
            var test = await TapTest.MakeAsync(found.Pipeline, found.Request!, found.Rows, RowMask.Of(found.Pipeline.Status.Plan, Columns(access, mask)), folder, context.RequestAborted).ConfigureAwait(false);
            return test.Text is { } text ? Results.Text(text, "application/yaml") : Results.Problem(test.Refusal, statusCode: StatusCodes.Status409Conflict);
        }).Produces<string>(contentType: "application/yaml").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).WithName("tap_test").WithSummary("A test in YAML of rows that pass an edge now");
    }

    private static IEnumerable<string> Columns(HttpAccess access, string? mask) =>
        access.Mask.Concat(Asked(mask));

    private static string[] Asked(string? mask) => (mask ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static Found? Find(PipelineHost host, string name, string? edge, string? mask, int rows)
    {
        if (host.Find(name) is not { } pipeline) return null;
        if (pipeline.Status.Plan is not { } plan) return new Found(pipeline, null, rows, Results.Problem($"The file of {name} has errors: there is nothing to tap.", statusCode: StatusCodes.Status409Conflict));
        if (rows is < 1 or > MostRows) return new Found(pipeline, null, rows, Bad($"rows must be from 1 to {MostRows}, got {rows}."));
        var request = TapRequest.Read(edge, plan, out var refusal);
        // A name that was mistyped would show what was to be masked.
        if (Asked(mask).FirstOrDefault(column => !plan.Nodes.Any(node => node.Schema.Fields.Any(field => field.Name == column))) is { } unknown)
            refusal ??= $"mask={unknown}: no component of {name} has a column of this name.";
        return new Found(pipeline, request, rows, refusal is null ? null : Bad(refusal));
    }

    private static IResult Bad(string text) => Results.Problem(text, statusCode: StatusCodes.Status400BadRequest);

    private static async Task StreamAsync(HttpContext context, Found found, RowMask mask, JsonSerializerOptions json)
    {
        var place = found.Request!.Place;
        using var tap = found.Pipeline.Taps.Open((_, at) => at == place, new TapOptions(found.Rows, found.Rows));
        using var ticks = new PeriodicTimer(Every);
        var (last, seen) = (0L, -1L);
        await EventStream.SendAsync(context, async stop =>
        {
            // Said at once that it has begun; then when something has passed.
            while (seen >= 0 && tap.Seen == seen) await ticks.WaitForNextTickAsync(stop).ConfigureAwait(false);
            if (seen >= 0) await ticks.WaitForNextTickAsync(stop).ConfigureAwait(false);
            seen = tap.Seen;
            var rows = tap.After(last);
            var missed = rows.Count == 0 ? 0 : rows[0].Id - last - 1;
            if (rows.Count > 0) last = rows[^1].Id;
            return EventStream.Event(JsonSerializer.SerializeToUtf8Bytes(new TapView(seen, missed, [.. rows.Select(row => RowView.Of(row, mask))]), json));
        }).ConfigureAwait(false);
    }

    private sealed record Found(HostedPipeline Pipeline, TapRequest? Request, int Rows, IResult? Refusal);

    /// <summary>Rows that passed since the event before.</summary>
    /// <param name="Seen">How many have passed since the tap was opened, sampled or not.</param>
    /// <param name="Missed">Sampled rows that the client was too slow for.</param>
    /// <param name="Rows">Those sampled.</param>
    private sealed record TapView(long Seen, long Missed, IReadOnlyList<RowView> Rows);
}
