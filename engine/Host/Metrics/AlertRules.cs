namespace StreamGuard.Host.Metrics;

/// <summary>A rule by which Prometheus raises an alert.</summary>
/// <param name="Name">In CamelCase, as is the custom.</param>
/// <param name="Severity">critical: somebody has to come; warning: somebody has to look; info: good to know.</param>
/// <param name="For">How long it must hold; empty for at once.</param>
/// <param name="When">What must hold.</param>
/// <param name="Summary">A sentence with the labels of what it concerns.</param>
/// <param name="Remedy">What to look at, or to do.</param>
internal sealed record AlertRule(string Name, string Severity, string For, string When, string Summary, string Remedy);

/// <summary>The rules. Their limits suit most; a pipeline that is different wants limits of its own.</summary>
internal static class AlertRules
{
    private const string Component = "{{ $labels.component }} of {{ $labels.pipeline }}";
    private const string Pipeline = "{{ $labels.pipeline }}";

    public static IReadOnlyList<(string Title, IReadOnlyList<AlertRule> Rules)> Groups { get; } =
    [
        ("streamguard-pipelines",
        [
            new("StreamGuardAbsent", "critical", "2m", $"absent({PipelineMeters.Build.Name})",
                "No StreamGuard host answers.", "See whether the service runs, and whether Prometheus may ask it: streamguard service status."),
            new("StreamGuardPipelineDown", "critical", "1m", $"{Query.Of(PipelineMeters.State, "state=~\"failed|invalid\"")} == 1",
                $"{Pipeline} is {{{{ $labels.state }}}} and does not run.", "/health/ready says why."),
            new("StreamGuardPipelineRestarting", "warning", "", $"{Query.Increase(PipelineMeters.Restarts, "15m")} > 3",
                $"{Pipeline} was begun again {{{{ $value | humanize }}}} times in 15 minutes.", "/health/ready and the log say why it fails."),
            new("StreamGuardAccountsUnbalanced", "critical", "", $"{Query.Increase(PipelineMeters.Unbalanced, "15m")} > 0",
                $"Rows of {Pipeline} are not accounted for.", "A fault in a component: please report it, with the pipeline file."),
            new("StreamGuardAlertsNotBrought", "critical", "15m", $"{Query.Of(HostAlertMeters.Waiting)} > 0 or {Query.Increase(HostAlertMeters.Lost, "15m")} > 0",
                "Alerts of the host do not reach their sink.", "/health/ready says why, under alerts; the log has the alerts themselves."),
        ]),
        ("streamguard-flow",
        [
            new("StreamGuardWatermarkBehind", "warning", "10m", $"{Query.Of(ComponentMeters.WatermarkLag, "role=\"sink\"")} > 300",
                $"The event time of {Component} is {{{{ $value | humanizeDuration }}}} behind the clock.", "See which component is busy, or whether a source is silent."),
            new("StreamGuardSourceFallsBehind", "warning", "15m", $"{Query.Of(EdgeMeters.Behind)} > 10000 and deriv({Query.Of(EdgeMeters.Behind)}[15m]) > 0",
                $"{Component} is {{{{ $value | humanize }}}} records behind, and falls further behind.", "See which component is busy; give the pipeline more lanes, or more hosts."),
            new("StreamGuardBackPressure", "warning", "", $"avg_over_time({Query.Of(ComponentMeters.QueueFill)}[10m]) > 0.9",
                $"The queue before {Component} has been full for ten minutes.", "It is the slow one, or what it writes to is."),
            new("StreamGuardComponentSaturated", "info", "15m", $"{Query.BusyShare("5m")} > 0.95",
                $"{Component} is at work all the time.", "Rows come as fast as it can take them: give it lanes, or less to do."),
            new("StreamGuardLatencyHigh", "warning", "10m", $"{Query.Quantile("0.99", EdgeMeters.Latency, "5m")} > 10",
                $"One row in a hundred takes more than {{{{ $value | humanizeDuration }}}} to {Component}.", "See which component is busy, and the stalls of checkpoints."),
            new("StreamGuardWaiting", "warning", "5m", $"{Query.Of(ComponentMeters.IsWaiting)} == 1",
                $"{Component} has been waiting for five minutes for what it reads from or writes to.", "/health/ready says what for."),
            new("StreamGuardBufferNearlyFull", "warning", "5m", $"{Query.Of(EdgeMeters.BufferBytes)} / {Query.Of(EdgeMeters.BufferLimit)} > 0.8",
                $"The buffer before {Component} is {{{{ $value | humanizePercentage }}}} full.", "When it is full the pipeline waits: see why the sink is slow."),
        ]),
        ("streamguard-rows",
        [
            new("StreamGuardDeadLetters", "warning", "5m",
                $"{Query.Sum("pipeline, component", Query.Rate(DeadLetterMeters.DeadLetters, "5m"))} > 0.01 * {Query.Sum("pipeline, component", Query.Rate(ComponentMeters.RowsIn, "5m"))}",
                $"More than one row in a hundred of {Component} is refused.", "The dead letters have the rows and the reasons; streamguard replay gives them back once mended."),
            new("StreamGuardLateRows", "warning", "10m",
                $"{Query.Rate(ComponentMeters.Rows, "5m", "outcome=\"late\"")} > ignoring (outcome) 0.01 * {Query.Rate(ComponentMeters.RowsIn, "5m")}",
                $"More than one row in a hundred comes too late for {Component}.", "Allow more disorder at the source (event_time), or late: dead_letter to see them."),
            new("StreamGuardRowsDropped", "warning", "", $"{Query.Increase(EdgeMeters.Dropped, "5m")} > 0",
                $"Rows are dropped before {Component}, as its overflow says.", "The sink is too slow: give it a buffer, or let the pipeline wait."),
        ]),
        ("streamguard-checkpoints",
        [
            new("StreamGuardCheckpointsFail", "critical", "", $"{Query.Of(CheckpointMeters.Unhealthy)} == 1",
                $"Three checkpoints of {Pipeline} in a row were not completed.", "After a crash everything since the last one comes again. /health/ready says what is wrong."),
            new("StreamGuardCheckpointOld", "warning", "5m", $"{Query.Of(CheckpointMeters.Age)} > 600",
                $"The last checkpoint of {Pipeline} is {{{{ $value | humanizeDuration }}}} old.", "See whether the disk is full, or a sink does not prepare."),
            new("StreamGuardCheckpointStalls", "warning", "", $"{Query.Quantile("0.99", CheckpointMeters.Stall, "15m")} > 1",
                $"{Pipeline} stands still for {{{{ $value | humanizeDuration }}}} at a checkpoint.", "See which component has much state: bound it by ttl or max_keys, or checkpoint less often."),
        ]),
        ("streamguard-models",
        [
            new("StreamGuardModelDrifts", "warning", "30m", $"{Query.Of(ModelMeters.ShadowDrift)} > 0.25",
                $"The scores of the shadow in {Component} have drifted from those of the model in force.", "Compare the two: streamguard models status; train anew if the data have changed."),
        ]),
    ];
}
