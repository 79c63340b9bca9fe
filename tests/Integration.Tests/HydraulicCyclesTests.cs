using StreamGuard.Integration.Tests.Support;

namespace StreamGuard.Integration.Tests;

/// <summary>The training set of 1670 real cycles, against what Apache Spark answers.</summary>
public sealed class HydraulicCyclesTests : IDisposable
{
    private const string Recording = "data/hydraulic/all_1hz";
    private const string Answer = "data/golden/hydraulic-cycles/cycles.csv.xz";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SharedDataFact(Recording, Answer)]
    public async Task Equals_sparks_answer_cell_by_cell()
    {
        await RunAsync(new() { ["HYDRAULIC_RECORDING"] = SharedData.Find(Recording)! });

        await AssertEqualsSparkAsync();
    }

    [SharedDataFact(Recording, Answer)]
    public async Task Equals_sparks_answer_when_readings_come_up_to_eight_seconds_late()
    {
        Recordings.WriteShuffled(SharedData.Find(Recording)!, _folder["readings.jsonl"], seconds: 8, seed: 12);

        await RunAsync(
            [], "--set", "sources.readings.file.path=readings.jsonl", "--set", "sources.readings.decode=json",
            "--set", "sources.readings.columns={ sensor: string, cycle: int, timestamp: timestamp, value: float, cooler: int, valve: int, pump_leakage: int, accumulator: int, stable: int }");

        await AssertEqualsSparkAsync();
    }

    private async Task RunAsync(Dictionary<string, string> environment, params string[] more)
    {
        var outcome = await Program.RunAsync(
            _folder.Path, environment,
            ["run", Program.Pipeline("hydraulic-training.yaml"), "--profile", "recording", "--quiet", "--set", "sinks.training_set.parquet.path=lake", .. more]);

        Assert.True(outcome.ExitCode == 0, outcome.Errors);
    }

    private async Task AssertEqualsSparkAsync()
    {
        var expected = Rows.OfCsv(SharedData.Find(Answer)!);
        var actual = await Lake.ReadAsync(_folder, "lake", expected.Columns, "cycle");
        Golden.AssertSame(expected, actual);
    }
}
