using StreamGuard.Integration.Tests.Support;
using StreamGuard.Plugins.Kafka.Tests.Support;

namespace StreamGuard.Integration.Tests;

/// <summary>The program where no broker is.</summary>
public sealed class KafkaStartTests : IDisposable
{
    private const string IntoKafka = """
        pipeline: waiting
        checkpoint: { path: state }
        sources: { readings: { simulate: { model: hydraulic-rig, speed: 1 }, event_time: { column: timestamp } } }
        sinks: { kafka: { from: readings, delivery: DELIVERY, kafka: { brokers: "127.0.0.1:1", topic: readings } } }
        """;

    private const string FromKafka = """
        pipeline: waiting
        checkpoint: { path: state }
        sources: { kafka: { kafka: { brokers: "127.0.0.1:1", topics: readings }, decode: json, columns: { n: int } } }
        sinks: { rows: { from: kafka, file: { path: rows.jsonl } } }
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [NativeFact]
    public async Task Stopped_while_it_waits_for_brokers_it_ends_as_one_that_was_asked_to()
    {
        List<(RunningProgram Program, string Signal)> waiting =
        [
            (Start("once", IntoKafka.Replace("DELIVERY", "exactly_once", StringComparison.Ordinal)), "TERM"),
            (Start("at-once", IntoKafka.Replace("DELIVERY", "at_least_once", StringComparison.Ordinal)), "INT"),
            (Start("source", FromKafka), "TERM"),
        ];
        foreach (var (program, signal) in waiting)
        {
            await program.Until(() => program.Said("kafka waiting: no "));
            Assert.True(await program.SignalAsync(signal) == 0, await program.Errors);
            Assert.Contains("waiting stopped after", await program.Errors, StringComparison.Ordinal);
            program.Dispose();
        }
    }

    private RunningProgram Start(string name, string pipeline)
    {
        _folder.Write($"{name}/waiting.yaml", pipeline);
        return new RunningProgram(_folder[name], new Dictionary<string, string>(), "run", "waiting.yaml");
    }
}
