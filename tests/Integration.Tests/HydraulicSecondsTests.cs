using StreamGuard.Integration.Tests.Support;

namespace StreamGuard.Integration.Tests;

/// <summary>The shipped pipeline on a real recording, against what Apache Spark answers.</summary>
public sealed class HydraulicSecondsTests : IDisposable
{
    private const string Recording = "data/hydraulic/raw_100hz";
    private const string Answer = "data/golden/hydraulic-seconds";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SharedDataFact(Recording, Answer)]
    public async Task Equals_sparks_answer_cell_by_cell()
    {
        await RunAsync(Environment());

        await AssertEqualsSparkAsync();
    }

    [SharedDataFact(Recording, Answer)]
    public async Task Equals_sparks_answer_when_readings_come_up_to_eight_seconds_late()
    {
        Recordings.WriteShuffled(SharedData.Find(Recording)!, _folder["readings.jsonl"], seconds: 8, seed: 11);

        await RunAsync(
            [], "--set", "sources.readings.file.path=readings.jsonl", "--set", "sources.readings.decode=json",
            "--set", "sources.readings.columns={ sensor: string, cycle: int, timestamp: timestamp, value: float }");

        await AssertEqualsSparkAsync();
    }

    [SharedDataFact(Recording, Answer)]
    public async Task Raises_sparks_alarms_at_the_thresholds_as_shipped()
    {
        await RunAsync(Environment());

        Assert.Equal(SparksAlarms("alarms.csv"), ThresholdAlarms());
    }

    [SharedDataFact(Recording, Answer)]
    public async Task Raises_sparks_alarms_at_thresholds_lowered_by_the_environment()
    {
        var environment = Environment();
        (environment["HIGH_PRESSURE_BAR"], environment["HIGH_TEMPERATURE_C"], environment["PRESSURE_SPIKE_BAR"]) = ("190", "36.4", "30");

        await RunAsync(environment);

        Assert.Equal(SparksAlarms("alarms-lowered.csv"), ThresholdAlarms());
    }

    private static Dictionary<string, string> Environment() => new() { ["HYDRAULIC_RECORDING"] = SharedData.Find(Recording)! };

    private async Task RunAsync(Dictionary<string, string> environment, params string[] more)
    {
        var outcome = await Program.RunAsync(
            _folder.Path, environment,
            ["run", Program.Pipeline("hydraulic-sensors.yaml"), "--profile", "recording", "--quiet", "--set", "sinks.lake.parquet.path=lake", "--set", "sinks.alerts.file.path=alerts.jsonl", .. more]);

        Assert.True(outcome.ExitCode == 0, outcome.Errors);
    }

    private async Task AssertEqualsSparkAsync()
    {
        var expected = Rows.OfCsv(SharedData.Find($"{Answer}/seconds.csv.xz")!);
        var actual = await Lake.ReadAsync(_folder, "lake", expected.Columns, "window_start", "cycle");
        Golden.AssertSame(expected, actual);
    }

    private static IEnumerable<string> SparksAlarms(string file) =>
        Rows.OfCsv(SharedData.Find($"{Answer}/{file}")!).All.Select(Key).Order(StringComparer.Ordinal);

    /// <summary>Alarms of the three rules that Spark's answer has, sorted.</summary>
    private IEnumerable<string> ThresholdAlarms() =>
        (File.Exists(_folder["alerts.jsonl"]) ? Rows.OfJsonLines(_folder["alerts.jsonl"]).All : [])
        .Where(alarm => alarm["rule"] is "high_pressure" or "high_temperature" or "pressure_spike")
        .Select(Key).Order(StringComparer.Ordinal);

    private static string Key(IReadOnlyDictionary<string, string?> alarm) => $"{alarm["window_start"]} {alarm["cycle"]} {alarm["rule"]}";
}
