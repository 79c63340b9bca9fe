using System.Globalization;
using StreamGuard.Integration.Tests.Support;

namespace StreamGuard.Integration.Tests.Models;

/// <summary>The shipped pipeline over recordings of real attacks, against the golden rows of a model for them.</summary>
public sealed class IomtTrafficTests : IDisposable
{
    private const string Recording = "data/iomt/ciciomt2024";
    private const string LaterRecording = "data/iomt/ciciomt2024_rerelease_39col_ARP_Spoofing_train.csv.xz";
    private const string Bundle = "models/iomt-autoencoder-ciciomt";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SharedDataFact(Recording, Bundle)]
    public async Task Gets_the_golden_features_and_scores_of_the_45_columns()
    {
        var golden = GoldenRows("golden.csv.xz");

        var points = (await RunAsync(SharedData.Find(Recording)!)).ToDictionary(Place);

        Assert.Equal(1956, golden.All.Count);
        foreach (var expected in golden.All)
        {
            var actual = points[$"{expected["file"]} {expected["row"]}"];
            Scores.AssertSame(expected, actual);
            Scores.AssertSameBits(expected, actual, "Duration", "flow_duration");
            foreach (var feature in golden.Columns.Skip(2).SkipLast(2)) Scores.AssertSameBits(expected, actual, feature);
        }
    }

    [SharedDataFact(LaterRecording, Bundle)]
    public async Task Gets_the_golden_features_and_scores_of_the_39_columns()
    {
        var points = await RunLaterAsync("--set", "transforms.scored.score.non_finite=score");

        var checkedRows = 0;
        foreach (var (expected, actual) in Beside(GoldenRows("golden-39-columns.csv.xz"), points))
        {
            Scores.AssertSameBits(expected, actual, "Time_To_Live", "flow_duration");
            Assert.Equal(expected["predicted_anomaly"], actual["predicted_anomaly"], ignoreCase: true);
            // JSON has no infinity: such a rate, and the score that comes of it, is null in what the test reads.
            if (IsFinite(expected)) Scores.AssertSame(expected, actual);
            else Assert.Null(actual["reconstruction_error"]);
            foreach (var column in expected.Keys.Except(["row", "Time_To_Live", "reconstruction_error", "predicted_anomaly"]))
                if (!(column == "Rate" && !IsFinite(expected))) Scores.AssertSameBits(expected, actual, column);
            checkedRows++;
        }

        Assert.Equal(219, checkedRows);
    }

    [SharedDataFact(LaterRecording, Bundle)]
    public async Task A_row_with_an_infinite_rate_has_no_verdict_unless_asked_for()
    {
        var points = await RunLaterAsync();

        foreach (var (expected, actual) in Beside(GoldenRows("golden-39-columns.csv.xz"), points))
        {
            if (IsFinite(expected)) Scores.AssertSame(expected, actual);
            else Assert.Equal((null, null), (actual["reconstruction_error"], actual["predicted_anomaly"]));
        }
    }

    [SharedDataFact(Recording, Bundle)]
    public async Task Labels_come_from_the_files_names_and_times_from_the_rows()
    {
        var points = await RunAsync(SharedData.Find(Recording)!);

        Assert.Equal(34_583, points.Count);
        Assert.Equal(
            ["ARP_Spoofing", "MQTT-DDoS-Publish_Flood", "MQTT-DoS-Connect_Flood", "MQTT-DoS-Publish_Flood", "MQTT-Malformed_Data", "Recon-OS_Scan", "Recon-Ping_Sweep", "Recon-VulScan"],
            points.Select(point => point["label"]!).Distinct().Order(StringComparer.Ordinal));
        var hundredth = points.Single(point => Place(point) == "Recon-Ping_Sweep_test 100");
        Assert.Equal("2025-11-08T14:30:01.000Z", hundredth["timestamp"]);
        Assert.Equal(points.Count, points.Select(point => (point["source_partition"], point["source_offset"])).Distinct().Count());
    }

    private static string Place(IReadOnlyDictionary<string, string?> point) => $"{point["source_partition"]} {point["source_offset"]}";

    private static bool IsFinite(IReadOnlyDictionary<string, string?> row) => double.IsFinite(double.Parse(row["reconstruction_error"]!, CultureInfo.InvariantCulture));

    private static Rows GoldenRows(string file) => Rows.OfCsv(Path.Combine(SharedData.Find(Bundle)!, file));

    private static IEnumerable<(IReadOnlyDictionary<string, string?> Expected, IReadOnlyDictionary<string, string?> Actual)> Beside(
        Rows golden, IReadOnlyList<IReadOnlyDictionary<string, string?>> points)
    {
        var byRow = points.ToDictionary(point => point["source_offset"]!);
        return golden.All.Select(expected => (expected, byRow[expected["row"]!]));
    }

    private async Task<IReadOnlyList<IReadOnlyDictionary<string, string?>>> RunLaterAsync(params string[] more)
    {
        Directory.CreateDirectory(_folder["later"]);
        File.Copy(SharedData.Find(LaterRecording)!, _folder["later/ARP_Spoofing_train.csv.xz"]);
        return await RunAsync(_folder["later"], more);
    }

    private async Task<IReadOnlyList<IReadOnlyDictionary<string, string?>>> RunAsync(string recording, params string[] more)
    {
        Dictionary<string, string> environment = new() { ["IOMT_RECORDING"] = recording, ["MODEL"] = SharedData.Find(Bundle)! };
        var outcome = await Program.RunAsync(_folder.Path, environment, ["run", Program.Pipeline("iomt-traffic.yaml"), "--profile", "recording", "--quiet", .. more]);
        Assert.True(outcome.ExitCode == 0, outcome.Errors);
        return Rows.OfJsonLines(_folder["data/iomt-traffic.jsonl"]).All;
    }
}
