using StreamGuard.Integration.Tests.Support;
using StreamGuard.Plugins.Kafka.Tests.Support;

namespace StreamGuard.Integration.Tests;

/// <summary>The two shipped pipelines with a broker between them: a recording is played into 17 topics and read from them.</summary>
[Collection("broker")]
public sealed class HydraulicLiveTests(Broker broker) : IDisposable
{
    private const string Recording = "data/hydraulic/raw_100hz";
    private const string Answer = "data/golden/hydraulic-seconds";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [BrokerDataFact(Recording, Answer)]
    public async Task A_recording_that_went_through_17_topics_gives_sparks_answer()
    {
        var environment = new Dictionary<string, string> { ["KAFKA_BROKERS"] = broker.Bootstrap, ["HYDRAULIC_RECORDING"] = SharedData.Find(Recording)!, ["SPEED"] = "600" };

        await RunAsync(environment, "hydraulic-publish.yaml", "--profile", "recording");
        await RunAsync(environment, "hydraulic-sensors.yaml", "--set", "sources.readings.kafka.until=latest", "--set", "sinks.lake.parquet.path=lake");

        var expected = Rows.OfCsv(SharedData.Find($"{Answer}/seconds.csv.xz")!);
        Golden.AssertSame(expected, await Lake.ReadAsync(_folder, "lake", expected.Columns, "window_start", "cycle"));
    }

    private async Task RunAsync(Dictionary<string, string> environment, string pipeline, params string[] more)
    {
        var outcome = await Program.RunAsync(_folder.Path, environment, ["run", Program.Pipeline(pipeline), "--quiet", .. more]);
        Assert.True(outcome.ExitCode == 0, outcome.Errors);
    }
}
