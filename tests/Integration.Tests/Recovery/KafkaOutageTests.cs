using StreamGuard.Integration.Tests.Support;
using StreamGuard.Plugins.Kafka.Tests.Support;

namespace StreamGuard.Integration.Tests.Recovery;

/// <summary>
/// All brokers gone for longer than a transaction may be open. In a collection of its own, with a broker of its own, so that
/// the others go on meanwhile.
/// </summary>
public sealed class KafkaOutageTests(PatientBroker broker) : IClassFixture<PatientBroker>, IDisposable
{
    // A transaction is ended by the brokers after a minute.
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(62);

    private const string Feed = """
        pipeline: feed
        checkpoint: { every: 200ms, path: state }
        sources:
          readings: { simulate: { model: hydraulic-rig, seed: 3, speed: 1, start: "2025-11-08T14:30:00Z" }, event_time: { column: timestamp } }
        transforms:
          some: { from: readings, select: { columns: [sensor, cycle, timestamp, value] } }
        sinks:
          topic: { from: some, kafka: { brokers: "${BROKERS}", topic: fed } }
          file: { from: some, file: { path: fed.jsonl } }
        """;

    private const string Carry = """
        pipeline: carry
        checkpoint: { every: 200ms, path: state }
        sources:
          readings:
            kafka: { brokers: "${BROKERS}", topics: fed, start: earliest }
            decode: json
            columns: { sensor: string, cycle: int, timestamp: timestamp, value: float }
        sinks:
          once: { from: readings, kafka: { brokers: "${BROKERS}", topic: once } }
          at_once: { from: readings, delivery: at_least_once, kafka: { brokers: "${BROKERS}", topic: at-once } }
          file: { from: readings, file: { path: carried.jsonl } }
        """;

    private const string ReadBack = """
        pipeline: read-back
        sources:
          once:
            kafka: { brokers: "${BROKERS}", topics: once, start: earliest, until: latest }
            decode: json
            columns: { sensor: string, cycle: int, timestamp: timestamp, value: float }
          at_once:
            kafka: { brokers: "${BROKERS}", topics: at-once, group: other, start: earliest, until: latest }
            decode: json
            columns: { sensor: string, cycle: int, timestamp: timestamp, value: float }
        sinks:
          once_back: { from: once, file: { path: once.jsonl } }
          at_once_back: { from: at_once, file: { path: at-once.jsonl } }
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [BrokerFact]
    public async Task Brokers_that_are_all_gone_for_a_minute_are_waited_for_and_nothing_is_lost_or_doubled()
    {
        broker.Tool("topics", "--create", "--topic", "fed", "--partitions", "3");
        using var feed = Start("feed", Feed);
        using var carry = Start("carry", Carry);
        await carry.Until(() => Lines("carried.jsonl") > 1000);

        broker.Stop();
        // Time itself is what is tested.
        await Task.Delay(Outage);
        Assert.False(feed.HasExited || carry.HasExited);
        var before = Lines("fed.jsonl");
        broker.StartAgain();
        await carry.Until(() => Lines("carried.jsonl") > before + 1000);

        Assert.True(await feed.SignalAsync("TERM") == 0, await feed.Errors);
        await carry.Until(() => Lines("carried.jsonl") >= Lines("fed.jsonl"));
        Assert.True(await carry.SignalAsync("TERM") == 0, await carry.Errors);
        Assert.Contains($"topic waiting: no answer from the brokers at {broker.Bootstrap}", await feed.Errors, StringComparison.Ordinal);
        Assert.Contains($"readings waiting: no broker answers at {broker.Bootstrap}", await carry.Errors, StringComparison.Ordinal);

        using var back = Start("read-back", ReadBack);
        Assert.True(await back.EndAsync() == 0, await back.Errors);
        var fed = Sorted("fed.jsonl");
        Assert.Equal(fed, Sorted("carried.jsonl"));
        Assert.Equal(fed, Sorted("once.jsonl"));
        Assert.Equal(fed, Sorted("at-once.jsonl").Distinct());
    }

    private RunningProgram Start(string name, string pipeline)
    {
        var file = _folder.Write($"{name}.yaml", pipeline);
        return new RunningProgram(_folder.Path, new Dictionary<string, string> { ["BROKERS"] = broker.Bootstrap }, "run", file);
    }

    private int Lines(string file) => File.Exists(_folder[file]) ? File.ReadLines(_folder[file]).Count() : 0;

    private string[] Sorted(string file) => [.. File.ReadAllLines(_folder[file]).Order(StringComparer.Ordinal)];
}

/// <summary>
/// A broker that looks for transactions that are over time as seldom as it does by default. The only broker there is, when
/// it was killed and looks for them while it starts, ends them without telling its topics: it is no leader yet, and takes
/// them for deleted. Their messages then count as committed with the producer's next transaction.
/// </summary>
public sealed class PatientBroker() : Broker(TimeSpan.FromSeconds(10));
