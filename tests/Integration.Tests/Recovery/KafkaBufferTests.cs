using StreamGuard.Integration.Tests.Support;
using StreamGuard.Plugins.Kafka.Tests.Support;

namespace StreamGuard.Integration.Tests.Recovery;

/// <summary>A topic behind a buffer: a broker that is away holds up nothing else, not even the start.</summary>
[Collection("broker")]
public sealed class KafkaBufferTests(Broker broker) : IDisposable
{
    private const string Kept = """
        pipeline: kept
        checkpoint: { every: 100ms, path: state }
        sources:
          readings: { simulate: { model: hydraulic-rig, cycles: 2, seed: 3, speed: "${SPEED}", start: "2025-11-08T14:30:00Z" }, event_time: { column: timestamp } }
        transforms:
          some: { from: readings, select: { columns: [sensor, cycle, timestamp, value] } }
        sinks:
          topic: { from: some, kafka: { brokers: "${BROKERS}", topic: "${TOPIC}" }, buffer: disk }
          file: { from: some, file: { path: kept.jsonl } }
        """;

    private const string ReadBack = """
        pipeline: read-back
        sources:
          topic:
            kafka: { brokers: "${BROKERS}", topics: "${TOPIC}", start: earliest, until: latest }
            decode: json
            columns: { sensor: string, cycle: int, timestamp: timestamp, value: float }
        sinks:
          back: { from: topic, file: { path: back.jsonl } }
        """;

    private readonly TempFolder _folder = new();
    private readonly string _topic = broker.NewName("kept");

    public void Dispose() => _folder.Dispose();

    [BrokerFact]
    public async Task A_broker_that_is_away_holds_up_nothing_and_gets_all_when_it_is_back()
    {
        broker.Tool("topics", "--create", "--topic", _topic, "--partitions", "1");
        using (var first = Start("kept", Kept, speed: 10))
        {
            await first.Until(() => Lines("kept.jsonl") > 1000);
            broker.Stop();
            try
            {
                var before = Lines("kept.jsonl");
                await first.Until(() => Lines("kept.jsonl") > before + 10_000);
                Assert.Equal(137, await first.SignalAsync("KILL"));
                using var second = Start("kept", Kept, speed: 10);
                before = Lines("kept.jsonl");
                await second.Until(() => Lines("kept.jsonl") > before + 5000);
                Assert.Equal(0, await second.SignalAsync("TERM"));
                Assert.Contains("topic buffer: ", await second.Errors, StringComparison.Ordinal);
            }
            finally
            {
                broker.StartAgain();
            }
        }

        using (var last = Start("kept", Kept, speed: 1_000_000)) Assert.True(await last.EndAsync() == 0, await last.Errors);
        using (var back = Start("read-back", ReadBack)) Assert.True(await back.EndAsync() == 0, await back.Errors);

        Assert.Equal(Sorted("kept.jsonl"), Sorted("back.jsonl").Distinct());
    }

    private RunningProgram Start(string name, string pipeline, int speed = 1)
    {
        var file = _folder.Write($"{name}.yaml", pipeline);
        return new RunningProgram(_folder.Path, new Dictionary<string, string> { ["BROKERS"] = broker.Bootstrap, ["TOPIC"] = _topic, ["SPEED"] = $"{speed}" }, "run", file);
    }

    private int Lines(string file) => File.Exists(_folder[file]) ? File.ReadLines(_folder[file]).Count() : 0;

    private string[] Sorted(string file) => [.. File.ReadAllLines(_folder[file]).Order(StringComparer.Ordinal)];
}
