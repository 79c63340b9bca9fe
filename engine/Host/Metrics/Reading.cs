using StreamGuard.Core.Runtime;
using StreamGuard.Core.Runtime.Feeds;
using StreamGuard.Host.Service;

namespace StreamGuard.Host.Metrics;

/// <summary>What meters are read from: everything at one moment.</summary>
/// <param name="Pipelines">Each with a name of its own.</param>
internal sealed record Reading(IReadOnlyList<MeteredPipeline> Pipelines)
{
    /// <summary>The host's own alerts; null where it has no sink for them.</summary>
    public FeedFigures? Alerts { get; init; }

    /// <summary>Those that have run.</summary>
    public IEnumerable<(MeteredPipeline Pipeline, RunSnapshot Run)> Runs => Pipelines.Where(pipeline => pipeline.Snapshot is not null).Select(pipeline => (pipeline, pipeline.Snapshot!));

    /// <summary>The pipelines of a host as they are now. Of several that claim a name, the one that has it.</summary>
    /// <param name="host">Their host.</param>
    /// <param name="memory">One for the life of the host.</param>
    public static Reading Of(PipelineHost host, SeriesMemory memory) => new([..
        from pipeline in host.Pipelines
        let status = pipeline.Status
        group (status, pipeline) by status.Name into same
        let chosen = same.OrderBy(each => each.status.Plan is null).First()
        select new MeteredPipeline(same.Key, chosen.status.State, chosen.status.Restarts, chosen.pipeline.Snapshot(), memory)]) { Alerts = host.Alerts?.Figures };
}

/// <summary>A pipeline as meters see it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">What it is doing.</param>
/// <param name="Restarts">How often it was begun again after a failure.</param>
/// <param name="Snapshot">Of the run under way or the last one; null before the first.</param>
/// <param name="Memory">That of its host.</param>
internal sealed record MeteredPipeline(string Name, HostedState State, long Restarts, RunSnapshot? Snapshot, SeriesMemory Memory);
