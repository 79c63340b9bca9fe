namespace StreamGuard.Host.Metrics;

/// <summary>A panel of the dashboard.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Unit">As Grafana names it: s, bytes, Bps, percentunit, short.</param>
/// <param name="Look">timeseries, stat or table.</param>
/// <param name="Queries">What is asked, and how a line is called by its labels.</param>
internal sealed record Panel(string Title, string Unit, string Look, params (string Query, string Legend)[] Queries)
{
    /// <summary>A sentence for those who wonder.</summary>
    public string Description { get; init; } = "";

    /// <summary>Columns of 24.</summary>
    public int Width { get; init; } = 8;
}

/// <summary>The panels of the dashboard, by row.</summary>
internal static class Dashboard
{
    /// <summary>Stands for the pipelines that are chosen above the panels.</summary>
    public const string Chosen = "pipeline=~\"$pipeline\"";

    private const string Window = "$__rate_interval";
    private const string ByComponent = "{{pipeline}} {{component}}";
    private const string ByPipeline = "{{pipeline}}";

    public static IReadOnlyList<(string Title, IReadOnlyList<Panel> Panels)> Rows { get; } =
    [
        ("Pipelines",
        [
            new("States", "short", "table", ($"{Query.Of(PipelineMeters.State, Chosen)} == 1", "{{pipeline}}: {{state}}")) { Width = 6 },
            new("Rows read", "rowsps", "timeseries", (Query.Sum("pipeline", Query.Rate(ComponentMeters.RowsIn, Window, Chosen + ",role=\"source\"")), ByPipeline)) { Width = 6 },
            new("Rows written", "rowsps", "timeseries", (Query.Sum("pipeline", Query.Rate(ComponentMeters.RowsOut, Window, Chosen + ",role=\"sink\"")), ByPipeline)) { Width = 6 },
            new("Restarts in an hour", "short", "timeseries", (Query.Increase(PipelineMeters.Restarts, "1h", Chosen), ByPipeline)) { Width = 6 },
        ]),
        ("Components: which one is slow",
        [
            new("Busy share", "percentunit", "timeseries", (Query.BusyShare(Window, Chosen), ByComponent))
            {
                Description = "Time at work as a share of what it could be. The one near 100 % holds up the others; those fused with it add up with it.",
            },
            new("Queue fill", "percentunit", "timeseries", (Query.Of(ComponentMeters.QueueFill, Chosen), ByComponent))
            {
                Description = "A full queue stands before whoever is slow.",
            },
            new("Rows in", "rowsps", "timeseries", (Query.Rate(ComponentMeters.RowsIn, Window, Chosen), ByComponent)),
            new("Watermark lag", "s", "timeseries", (Query.Of(ComponentMeters.WatermarkLag, Chosen), ByComponent)),
            new("Late rows", "rowsps", "timeseries", (Query.Rate(ComponentMeters.Rows, Window, Chosen + ",outcome=\"late\""), ByComponent)),
            new("Rows held", "short", "timeseries", (Query.Of(ComponentMeters.RowsHeld, Chosen), ByComponent)),
            new("State", "bytes", "timeseries", (Query.Of(ComponentMeters.StateBytes, Chosen), ByComponent)) { Width = 12 },
            new("Keys", "short", "timeseries", (Query.Of(ComponentMeters.StateKeys, Chosen), ByComponent)) { Width = 12 },
        ]),
        ("Latency and edges",
        [
            new("Latency from arrival to hand-over", "s", "timeseries",
                (Query.Quantile("0.5", EdgeMeters.Latency, Window, Chosen), ByComponent + " p50"), (Query.Quantile("0.99", EdgeMeters.Latency, Window, Chosen), ByComponent + " p99")),
            new("Records behind", "short", "timeseries", (Query.Of(EdgeMeters.Behind, Chosen), ByComponent)),
            new("Waiting for a server or a disk", "short", "timeseries", (Query.Of(ComponentMeters.IsWaiting, Chosen), ByComponent)),
            new("Bytes read", "Bps", "timeseries", (Query.Rate(EdgeMeters.BytesRead, Window, Chosen), ByComponent)),
            new("Bytes written", "Bps", "timeseries", (Query.Rate(EdgeMeters.BytesWritten, Window, Chosen), ByComponent)),
            new("Buffers on disk", "bytes", "timeseries", (Query.Of(EdgeMeters.BufferBytes, Chosen), ByComponent), (Query.Of(EdgeMeters.BufferLimit, Chosen), ByComponent + " limit")),
        ]),
        ("Checkpoints",
        [
            new("Duration, 99 of 100", "s", "timeseries", (Query.Quantile("0.99", CheckpointMeters.Duration, Window, Chosen), ByPipeline)) { Width = 6 },
            new("Stall, 99 of 100", "s", "timeseries", (Query.Quantile("0.99", CheckpointMeters.Stall, Window, Chosen), ByPipeline)) { Width = 6 },
            new("Age", "s", "timeseries", (Query.Of(CheckpointMeters.Age, Chosen), ByPipeline)) { Width = 6 },
            new("Bytes", "bytes", "timeseries", (Query.Of(CheckpointMeters.Bytes, Chosen), ByPipeline)) { Width = 6 },
            new("Results in an hour", "short", "timeseries", (Query.Increase(CheckpointMeters.Checkpoints, "1h", Chosen), "{{pipeline}} {{result}}")) { Width = 24 },
        ]),
        ("Dead letters",
        [
            new("Dead letters", "rowsps", "timeseries", (Query.Rate(DeadLetterMeters.DeadLetters, Window, Chosen), "{{component}}: {{reason}}")) { Width = 12 },
            new("Dead letters in all", "short", "table", (Query.Of(DeadLetterMeters.DeadLetters, Chosen), "{{component}}: {{reason}}")) { Width = 12 },
        ]),
        ("Models",
        [
            new("Versions", "short", "table", (Query.Of(ModelMeters.Info, Chosen), "{{component}} {{use}} {{version}}")),
            new("Time a row", "s", "timeseries", (Query.Of(ModelMeters.RowSeconds, Chosen), ByComponent)),
            new("Drift and agreement of the shadow", "short", "timeseries", (Query.Of(ModelMeters.ShadowDrift, Chosen), ByComponent + " drift"), (Query.Of(ModelMeters.ShadowAgreement, Chosen), ByComponent + " agreement")),
            new("What components count besides", "short", "timeseries", (Query.Rate(ModelMeters.Counts, Window, Chosen), "{{component}} {{event}}")) { Width = 24 },
        ]),
        ("Process",
        [
            new("Processors in use", "short", "timeseries", (Query.Rate(ProcessMeters.Cpu, Window, "job=~\"$job\""), "{{instance}}")),
            new("Memory", "bytes", "timeseries", (Query.Of(ProcessMeters.Memory, "job=~\"$job\""), "{{instance}}"), (Query.Of(ProcessMeters.Heap, "job=~\"$job\""), "{{instance}} managed")),
            new("Pauses of the garbage collector", "percentunit", "timeseries", (Query.Rate(ProcessMeters.Pauses, Window, "job=~\"$job\""), "{{instance}}")),
        ]),
    ];
}
