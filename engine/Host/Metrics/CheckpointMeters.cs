using StreamGuard.Core.Runtime;

namespace StreamGuard.Host.Metrics;

/// <summary>Meters of checkpoints.</summary>
internal static class CheckpointMeters
{
    private static readonly (string Name, Func<CheckpointFigures, long> Count)[] _results =
    [
        ("committed", figures => figures.Committed),
        ("skipped", figures => figures.Skipped),
        ("abandoned", figures => figures.Abandoned),
        ("failed", figures => figures.Failed),
    ];

    public static MeterDefinition Checkpoints { get; } = new(
        "streamguard_checkpoints_total", MeterKind.Counter, "",
        "Checkpoints by what became of them: committed, skipped because the one before was not, abandoned because it took too long, or failed to be written.", ["pipeline", "result"],
        reading =>
            from each in reading.Runs
            from result in _results
            select new Sample([each.Pipeline.Name, result.Name], result.Count(each.Run.Checkpoints)));

    public static MeterDefinition Duration { get; } = OfHistogram(
        "streamguard_checkpoint_duration_seconds", "How long checkpoints took from their barrier until they were committed.", figures => figures.AllTook);

    public static MeterDefinition Stall { get; } = OfHistogram(
        "streamguard_checkpoint_stall_seconds", "The longest that one block of a pipeline took no rows for a checkpoint, while its components saved their state.", figures => figures.AllStoodStill);

    public static MeterDefinition Age { get; } = PipelineMeters.Of(
        "streamguard_checkpoint_age_seconds", MeterKind.Gauge, "seconds", "Time since the last checkpoint was committed; absent before the first of a run.", run => run.Checkpoints.Age?.TotalSeconds);

    public static MeterDefinition Bytes { get; } = PipelineMeters.Of(
        "streamguard_checkpoint_bytes", MeterKind.Gauge, "bytes", "Bytes of state in the last checkpoint; 0 where none is kept.", run => run.Checkpoints.Bytes);

    public static MeterDefinition Epoch { get; } = PipelineMeters.Of(
        "streamguard_checkpoint_epoch", MeterKind.Gauge, "", "Number of the last epoch committed.", run => run.Checkpoints.Epoch);

    public static MeterDefinition Unhealthy { get; } = PipelineMeters.Of(
        "streamguard_checkpoint_unhealthy", MeterKind.Gauge, "", "1 when three checkpoints in a row were not completed, else 0.", run => run.Checkpoints.IsUnhealthy ? 1 : 0);

    public static IReadOnlyList<MeterDefinition> All { get; } = [Checkpoints, Duration, Stall, Age, Bytes, Epoch, Unhealthy];

    private static MeterDefinition OfHistogram(string name, string help, Func<CheckpointFigures, HistogramFigures> read) => new(
        name, MeterKind.Histogram, "seconds", help, ["pipeline"],
        reading => reading.Runs.Select(each => new Sample([each.Pipeline.Name], 0, read(each.Run.Checkpoints))));
}
