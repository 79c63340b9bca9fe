namespace StreamGuard.Host.Tests.Page;

/// <summary>Pipelines to look at on the page.</summary>
internal static class PagePipelines
{
    /// <summary>The readings of a rig at once and without end, with alerts on each sensor.</summary>
    public static string Alerting(string name, string folder) => $$"""
        pipeline: {{name}}
        description: Readings of a rig.
        checkpoint: { every: 1s, path: '{{Path.Combine(folder, "state")}}' }
        sources:
          readings: { simulate: { model: hydraulic-rig, speed: 30 }, event_time: { column: timestamp } }
        transforms:
          large: { from: readings, rules: { large_value: { when: value > 100, key: [sensor], severity: high, message: "{sensor} is <b>large</b>" } } }
        sinks:
          lines: { from: readings, file: { path: '{{Path.Combine(folder, name + ".jsonl")}}' } }
          alerts: { from: large, file: { path: '{{Path.Combine(folder, name + ".alerts.jsonl")}}' } }
        """;

    /// <summary>As many rows as go, with one transform that has far more to do than the others.</summary>
    public static string Slow(string name, string folder) => $$"""
        pipeline: {{name}}
        sources:
          flows: { simulate: { model: iomt-ward }, event_time: { column: timestamp } }
        transforms:
          known: { from: flows, filter: device is not null }
          matched: { from: known, compute: { deep: "regex_replace(concat(device, device, device, device, device, device), '([a-z]+[0-9]*)+-', '')" } }
          found: { from: matched, filter: "starts_with(deep, 'nothing')" }
        sinks:
          lines: { from: found, file: { path: '{{Path.Combine(folder, name + ".jsonl")}}' } }
        """;

    /// <summary>Lines of which some are refused, for two reasons, one of them for bytes that are no text.</summary>
    public static string Refusing(string name, string folder)
    {
        var file = Path.Combine(folder, name + ".in.jsonl");
        using (var lines = File.Create(file))
        {
            lines.Write("{\"a\": 1}\n{\"a\": \"x\"}\n{\"a\": 2}\n"u8);
            lines.Write([0xff, 0xfe, 0x00, 0x41, (byte)'\n']);
        }

        return $$"""
            pipeline: {{name}}
            sources:
              lines: { file: { path: '{{file}}' }, decode: json, columns: { a: int } }
            sinks:
              out: { from: lines, file: { path: '{{Path.Combine(folder, name + ".jsonl")}}' } }
            dead_letters: { file: { path: '{{Path.Combine(folder, name + ".dead.jsonl")}}' } }
            """;
    }
}
