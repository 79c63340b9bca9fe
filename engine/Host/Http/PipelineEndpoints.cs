using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using StreamGuard.Host.Http.Pipelines;
using StreamGuard.Host.Service;

namespace StreamGuard.Host.Http;

/// <summary>
/// <c>/api/pipelines</c>: what the host runs, each one's plan and figures, and requests to pause, resume, restart or reload
/// it. A request that cannot be carried out is answered by 409 and the reason.
/// </summary>
internal static class PipelineEndpoints
{
    public static void Map(WebApplication app)
    {
        var pipelines = app.MapGroup("/api/pipelines").WithTags("pipelines");
        pipelines.MapGet("", (PipelineHost host) => host.Pipelines.Select(pipeline => PipelineSummary.Of(pipeline.Status))).WithName("pipelines").WithSummary("Every pipeline of the host, and what it is doing");
        pipelines.MapGet("/{name}", (string name, PipelineHost host) => host.Find(name) is { } found ? Results.Json(PipelineView.Of(found)) : Unknown(name))
            .Produces<PipelineView>().ProducesProblem(StatusCodes.Status404NotFound).WithName("pipeline").WithSummary("One pipeline: its state, its plan and its figures");
        pipelines.MapGet("/{name}/figures", (string name, PipelineHost host) => host.Find(name) is { } found ? Figures(found) : Unknown(name))
            .Produces<FiguresView>().ProducesProblem(StatusCodes.Status404NotFound).WithName("figures").WithSummary("The figures of the run under way, or of the last one");
        Ask("pause", "Stops a pipeline with a checkpoint to go on from", (string name, PipelineHost host) => AnswerAsync(name, host, pipeline => pipeline.PauseAsync()));
        Ask("resume", "Goes on with a paused pipeline", (string name, PipelineHost host) => AnswerAsync(name, host, pipeline => pipeline.ResumeAsync()));
        Ask("restart", "Stops a pipeline and begins it again from its checkpoint, by its file as it is now", (string name, PipelineHost host, bool allow_state_loss = false) => AnswerAsync(name, host, pipeline => pipeline.RestartAsync(allow_state_loss)));
        Ask("reload", "Puts a changed file in force while the pipeline runs", (string name, PipelineHost host, bool allow_state_loss = false) => AnswerAsync(name, host, pipeline => pipeline.ReloadAsync(allow_state_loss)));

        void Ask(string what, string summary, Delegate ask) =>
            pipelines.MapPost($"/{{name}}/{what}", ask)
                .Produces<OutcomeView>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).WithName(what).WithSummary(summary);
    }

    private static async Task<IResult> AnswerAsync(string name, PipelineHost host, Func<HostedPipeline, Task<Outcome>> ask) =>
        host.Find(name) is { } found ? Answer(await ask(found).ConfigureAwait(false)) : Unknown(name);

    /// <summary>404 for a pipeline that the host does not have.</summary>
    public static IResult Unknown(string name) => Results.Problem($"This host has no pipeline '{name}'. /api/pipelines lists those it has.", statusCode: StatusCodes.Status404NotFound);

    private static IResult Figures(HostedPipeline pipeline) => pipeline.Snapshot() is { } snapshot
        ? Results.Json(FiguresView.Of(snapshot, null))
        : Results.Problem($"{pipeline.Status.Name} has not run yet.", statusCode: StatusCodes.Status404NotFound);

    private static IResult Answer(Outcome outcome) =>
        outcome.Done ? Results.Json(new OutcomeView(outcome.Text)) : Results.Problem(outcome.Text, statusCode: StatusCodes.Status409Conflict);

    /// <summary>What was done, a sentence.</summary>
    private sealed record OutcomeView(string Done);
}
