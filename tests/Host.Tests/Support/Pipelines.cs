namespace StreamGuard.Host.Tests.Support;

/// <summary>Pipelines to host, which need nothing beside the program.</summary>
internal static class Pipelines
{
    /// <summary>One whose input does not end.</summary>
    public static string Endless(string name, string folder, bool checkpoints = true, string sink = "out.jsonl") => $$"""
        pipeline: {{name}}
        {{(checkpoints ? $"checkpoint: {{ every: 1s, path: '{Path.Combine(folder, "state")}' }}" : "")}}
        sources:
          readings: { simulate: { model: hydraulic-rig, speed: 60 }, event_time: { column: timestamp } }
        sinks:
          lines: { from: readings, file: { path: '{{Path.Combine(folder, sink)}}' } }
        """;

    /// <summary>One that reads three lines of a file.</summary>
    public static string Short(string name, string folder)
    {
        File.WriteAllText(Path.Combine(folder, $"{name}.in.jsonl"), "{\"a\": 1}\n{\"a\": 2}\n{\"a\": 3}\n");
        return $$"""
            pipeline: {{name}}
            sources:
              lines: { file: { path: '{{Path.Combine(folder, $"{name}.in.jsonl")}}' }, decode: json, columns: { a: int } }
            sinks:
              out: { from: lines, file: { path: '{{Path.Combine(folder, $"{name}.out.jsonl")}}' } }
            """;
    }

    /// <summary>One that fails each time it is started: its source is not there.</summary>
    public static string Failing(string name, string folder) => $$"""
        pipeline: {{name}}
        sources:
          lines: { file: { path: '{{Path.Combine(folder, "no-such-file.jsonl")}}' }, decode: json, columns: { a: int } }
        sinks:
          out: { from: lines, file: { path: '{{Path.Combine(folder, $"{name}.out.jsonl")}}' } }
        """;
}
