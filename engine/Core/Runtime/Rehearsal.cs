using System.Buffers;
using StreamGuard.Contracts;
using StreamGuard.Core.Connectors;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Runtime;

/// <summary>
/// A run of a few rows from memory to nowhere, by the ways that most pipelines go: what it is the first to use, the run
/// behind it finds loaded and compiled.
/// </summary>
internal static class Rehearsal
{
    private const string File = "rehearsal.yaml";

    private const string Pipeline = """
        pipeline: rehearsal
        runtime: { lanes: 2 }
        sources:
          events: { stdin: {}, decode: json, columns: { at: timestamp, key: string, kind: string, value: float }, event_time: { column: at, disorder: 1s } }
        transforms:
          kept: { from: events, filter: key is not null and value >= 0 }
          told: { from: kept, compute: { high: value > 0.5, hour: hour(at) } }
          keys:
            from: told
            group:
              key: [key]
              order: event_time
              tie: [kind]
              aggregate:
                rows: count()
                kinds: count_distinct(kind)
                often: count_if(kind == 'a' or hour < 6) / count()
                average: coalesce(mean(value), 0)
                least: min(value)
                first: min(at)
                spread: coalesce(stddev(count() by hour(at)), 0)
                between: coalesce(mean(elapsed(at)), 0)
        sinks:
          lines: { from: keys, console: {} }
        """;

    private static ReadOnlySpan<byte> Rows =>
        """
        {"at":"2025-11-08T14:30:00.5Z","key":"one","kind":"a","value":0.25}
        {"at":"2025-11-08T14:30:01Z","key":"two","kind":"b","value":1}
        {"at":"2025-11-08T14:30:02Z","key":"one","kind":"b","value":null}

        """u8;

    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task RunAsync()
    {
        var (registry, problems) = (Registry.WithBuiltIns(), new Problems());
        var definition = PipelineLoader.Load(new LoadRequest(File) { ReadText = _ => Pipeline, Environment = _ => null }, registry, problems);
        var plan = definition is null ? null : Planner.Plan(definition, registry, TimeProvider.System, problems);
        if (plan is null) throw new InvalidOperationException(string.Join('\n', problems.All));
        var rows = Rows.ToArray();
        using var running = RunningPipeline.Start(plan, registry, new RunSettings
        {
            ReplaceSource = _ => new StdinSource(() => new MemoryStream(rows)),
            ReplaceSink = _ => new Nowhere(),
            ReplaceDeadLetters = new Nowhere(),
        });
        var result = await running.Completion.ConfigureAwait(false);
        if (!result.Succeeded) throw new InvalidOperationException($"{result.Failure}");
    }

    /// <summary>Writes rows as lines, for nobody.</summary>
    private sealed class Nowhere : ISink
    {
        private readonly ArrayBufferWriter<byte> _lines = new();
        private RowJson? _format;

        public void Bind(SinkBinding binding)
        {
            _format = new RowJson(binding.Input);
            binding.Guarantees(Delivery.AtLeastOnce, "at once");
        }

        public ValueTask OpenAsync(SinkContext context, CancellationToken stop) => ValueTask.CompletedTask;

        public ValueTask WriteAsync(Batch batch, CancellationToken stop)
        {
            for (var row = 0; row < batch.Rows; row++) _format!.Write(batch, row, _lines);
            return ValueTask.CompletedTask;
        }

        public ValueTask CloseAsync() => ValueTask.CompletedTask;
    }
}
