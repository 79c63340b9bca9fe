using StreamGuard.Host.Service;

namespace StreamGuard.Host.Http.Pipelines;

/// <summary>A pipeline of the host as a whole.</summary>
/// <param name="Status">As in the list.</param>
/// <param name="Plan">The plan in force; left out before there is one.</param>
/// <param name="Figures">Of the run under way or the last one; left out before the first.</param>
internal sealed record PipelineView(PipelineSummary Status, PlanView? Plan, FiguresView? Figures)
{
    public static PipelineView Of(HostedPipeline pipeline)
    {
        var status = pipeline.Status;
        return new PipelineView(
            PipelineSummary.Of(status),
            status.Plan is { } plan ? PlanView.Of(plan) : null,
            pipeline.Snapshot() is { } snapshot ? FiguresView.Of(snapshot, null) : null);
    }
}
