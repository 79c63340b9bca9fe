using System.Globalization;
using System.Text;
using StreamGuard.Host.Service;

namespace StreamGuard.Host.Tests.Support;

/// <summary>A pipeline that keeps what it reads: events and alerts in a store, and a training set that says which rows are anomalies.</summary>
internal static class Kept
{
    /// <summary>Of the first event; each is a minute behind the one before.</summary>
    public static readonly DateTimeOffset Start = new(2025, 11, 3, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Runs it to its end. An event of value 10 and more raises high, of 20 and more critical too; of 30 and more it is an anomaly of the set.</summary>
    /// <param name="rig">The host.</param>
    /// <param name="name">Of the pipeline.</param>
    /// <param name="events">User and value of each, in order of time.</param>
    /// <param name="first">The minute of the first.</param>
    public static async Task<HostedPipeline> RunAsync(HostRig rig, string name, IReadOnlyList<(string User, double Value)> events, int first = 0)
    {
        var lines = new StringBuilder();
        foreach (var ((user, value), i) in events.Select((each, i) => (each, i)))
            lines.Append(CultureInfo.InvariantCulture, $"{{\"event_id\": \"{name}-{i:D4}\", \"timestamp\": \"{Start.AddMinutes(first + i):yyyy-MM-ddTHH:mm:ssZ}\", \"user\": \"{user}\", \"value\": {value}}}\n");
        var input = rig.Folder.Write($"{name}.jsonl", lines.ToString());
        var pipeline = rig.Add($"{name}.yaml", Text(name, input, rig.Folder.Path));
        await HostRig.Until(pipeline, HostedState.Finished);
        return pipeline;
    }

    /// <summary>The pipeline's file.</summary>
    public static string Text(string name, string input, string folder) => $$"""
        pipeline: {{name}}
        sources:
          lines:
            file: { path: '{{input}}' }
            decode: json
            columns: { event_id: string, timestamp: timestamp, user: string, value: float }
            event_time: { column: timestamp, disorder: 10d }
        transforms:
          raised:
            from: lines
            rules:
              high: { when: value >= 10, severity: high, message: "{user} has {value:F0}" }
              highest: { when: value >= 20, severity: critical, message: "{user} has {value:F0}, which is much" }
          judged: { from: lines, compute: { is_anomaly: "if(value >= 30, 1, 0)", anomaly_score: value / 100 } }
        sinks:
          kept: { from: raised, store: { path: '{{Path.Combine(folder, "data", "kept.duckdb")}}', table: anomalies } }
          seen: { from: lines, store: { path: '{{Path.Combine(folder, "data", "kept.duckdb")}}', table: events } }
          set: { from: judged, parquet: { path: '{{Path.Combine(folder, "data", $"{name}-set")}}', partition_by: [is_anomaly] } }
        """;
}
