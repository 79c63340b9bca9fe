using System.Globalization;
using StreamGuard.Integration.Tests.Support;
using StreamGuard.Plugins.Influx.Tests.Support;
using StreamGuard.Plugins.Kafka.Tests.Support;

namespace StreamGuard.Integration.Tests.Models;

/// <summary>The two shipped pipelines with a broker between them and a database behind them: each record is one point.</summary>
[Collection("broker")]
public sealed class IomtLiveTests(Broker broker) : IAsyncLifetime
{
    private const int Records = 3000;

    private readonly TempFolder _folder = new();
    private InfluxDb? _database;

    public async Task InitializeAsync()
    {
        if (LiveFactAttribute.Absence is null) _database = await InfluxDb.StartAsync();
    }

    public Task DisposeAsync()
    {
        _database?.Dispose();
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [LiveFact]
    public async Task Each_record_of_the_topic_is_one_point_and_read_again_it_is_the_same_one()
    {
        await _database!.AskAsync("CREATE DATABASE iomt");
        // 100 devices for 30 s.
        await RunAsync("iomt-publish.yaml", "--set", "sources.ward.seconds=30", "--set", "sources.ward.speed=null", "--set", "sources.ward.attacks=1");

        await ReadAsync("first");
        var (points, errors) = (await CountAsync("count"), await CountAsync("sum"));
        await ReadAsync("second");

        Assert.Equal(Records, points);
        Assert.Equal((points, errors), (await CountAsync("count"), await CountAsync("sum")));
    }

    [LiveFact]
    public async Task Points_carry_tags_all_numbers_and_times_that_nobody_else_has()
    {
        await _database!.AskAsync("CREATE DATABASE iomt");
        await RunAsync("iomt-publish.yaml", "--set", "sources.ward.seconds=30", "--set", "sources.ward.speed=null", "--set", "sinks.topic.topic=iomt_once");

        await ReadAsync("once", "--set", "sources.traffic.topics=iomt_once");

        var keys = (await _database.AskAsync("SHOW TAG KEYS FROM iomt_traffic", "iomt"))[0].Rows.Select(row => row[0]);
        Assert.Equal(["label", "predicted_anomaly", "protocol", "source_partition"], keys);
        var fields = (await _database.AskAsync("SHOW FIELD KEYS FROM iomt_traffic", "iomt"))[0].Rows.ToDictionary(row => (string)row[0]!, row => (string)row[1]!);
        Assert.Equal("float", fields["Tot sum"]);
        Assert.Equal("float", fields["reconstruction_error"]);
        Assert.Equal("integer", fields["source_offset"]);
        var times = (await _database.AskAsync("SELECT source_offset, source_partition FROM iomt_traffic", "iomt"))[0].Rows;
        Assert.Equal(Records, times.Count);
        // A record's own time has whole milliseconds; its offset is added in nanoseconds.
        Assert.All(times, row => Assert.Equal(row[1], (long.Parse((string)row[0]!, CultureInfo.InvariantCulture) % 1_000_000).ToString(CultureInfo.InvariantCulture)));
        Assert.NotEmpty(await _database.AskAsync("SELECT count(records) FROM iomt_statistics", "iomt"));
    }

    private async Task ReadAsync(string group, params string[] more) => await RunAsync(
        "iomt-traffic.yaml",
        ["--profile", "influxdb1", "--fresh", "--set", "sources.traffic.until=latest", "--set", $"sources.traffic.group={group}", .. more]);

    private async Task RunAsync(string pipeline, params string[] more)
    {
        Dictionary<string, string> environment = new() { ["KAFKA_BROKERS"] = broker.Bootstrap, ["INFLUX_URL"] = _database!.Url, ["MODEL"] = Program.Pipeline("models/iomt-ward") };
        var outcome = await Program.RunAsync(_folder.Path, environment, ["run", Program.Pipeline(pipeline), "--quiet", .. more]);
        Assert.True(outcome.ExitCode == 0, outcome.Errors);
    }

    private async Task<double> CountAsync(string aggregate) => double.Parse(
        (string)(await _database!.AskAsync($"SELECT {aggregate}(reconstruction_error) FROM iomt_traffic", "iomt"))[0].Rows[0][1]!, CultureInfo.InvariantCulture);

    private sealed class LiveFactAttribute : FactAttribute
    {
        public LiveFactAttribute() => Skip = Absence;

        public static string? Absence => Broker.Absence ?? InfluxDb.Absence;
    }
}
