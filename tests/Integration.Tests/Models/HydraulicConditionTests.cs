using System.Globalization;
using StreamGuard.Integration.Tests.Support;

namespace StreamGuard.Integration.Tests.Models;

/// <summary>From the readings of 1670 real cycles to the states of the rig's parts, against the golden rows of the model.</summary>
public sealed class HydraulicConditionTests : IAsyncLifetime
{
    private const string Recording = "data/hydraulic/all_1hz";
    private const string Bundle = "models/hydraulic-condition";
    private static readonly string[] Parts = ["cooler", "valve", "pump", "accumulator"];

    private readonly TempFolder _folder = new();

    public async Task InitializeAsync()
    {
        if (SharedData.Find(Recording) is not { } recording || SharedData.Find(Bundle) is not { } bundle) return;
        Dictionary<string, string> environment = new() { ["HYDRAULIC_RECORDING"] = recording, ["MODEL"] = bundle };
        var outcome = await Program.RunAsync(_folder.Path, environment, "run", Program.TestPipeline("hydraulic-condition.yaml"), "--quiet");
        Assert.True(outcome.ExitCode == 0, outcome.Errors);
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [SharedDataFact(Recording, Bundle)]
    public void Gets_the_golden_features_states_and_probabilities()
    {
        var states = Rows.OfJsonLines(_folder["conditions.jsonl"]).All.ToDictionary(row => row["cycle"]!);
        var golden = Rows.OfCsv(Path.Combine(SharedData.Find(Bundle)!, "golden.csv.xz"));
        Assert.Equal(1670, states.Count);

        foreach (var expected in golden.All)
        {
            var actual = states[expected["cycle0"]!];
            foreach (var column in golden.Columns.Skip(2))
            {
                if (column.EndsWith("_true", StringComparison.Ordinal)) continue;
                if (column.EndsWith("_label", StringComparison.Ordinal)) Assert.Equal(expected[column], actual[column[..^"_label".Length]]);
                else AssertNear(expected, actual, column);
            }
        }
    }

    [SharedDataFact(Recording, Bundle)]
    public void Raises_an_alert_whenever_a_part_has_become_worse()
    {
        var states = Rows.OfJsonLines(_folder["conditions.jsonl"]).All.OrderBy(row => row["window_start"], StringComparer.Ordinal).ToList();
        List<string> expected = [];
        for (var i = 1; i < states.Count; i++)
            expected.AddRange(Parts.Where(part => Worse(part, states[i - 1][part]!, states[i][part]!)).Select(part => $"{states[i]["cycle"]} {part}"));

        var alerts = Rows.OfJsonLines(_folder["alerts.jsonl"]).All.Select(alert => $"{alert["cycle"]} {alert["rule"]}");

        Assert.True(expected.Count > 50);
        Assert.Equal(expected, alerts);
    }

    private static bool Worse(string part, string before, string now)
    {
        var (was, @is) = (int.Parse(before, CultureInfo.InvariantCulture), int.Parse(now, CultureInfo.InvariantCulture));
        // The pump's grades count leakage, the others' what is left.
        return part == "pump" ? @is > was : @is < was;
    }

    private static void AssertNear(IReadOnlyDictionary<string, string?> expected, IReadOnlyDictionary<string, string?> actual, string column)
    {
        var (want, got) = (double.Parse(expected[column]!, CultureInfo.InvariantCulture), double.Parse(actual[column]!, CultureInfo.InvariantCulture));
        var tolerance = column.Contains("_p", StringComparison.Ordinal) ? 1e-5
            : column.EndsWith("_min", StringComparison.Ordinal) || column.EndsWith("_max", StringComparison.Ordinal) ? 0
            : 1e-9 * Math.Max(1, Math.Abs(want));
        Assert.True(Math.Abs(want - got) <= tolerance, $"cycle {expected["cycle0"]} {column}: expected {want}, got {got}");
    }
}
