using System.Globalization;
using StreamGuard.Integration.Tests.Support;

namespace StreamGuard.Integration.Tests;

/// <summary>Histories and sequences on real data against Spark's answers, as they lie in the file and as they may come, a day out of order.</summary>
public sealed class HistoryTests : IDisposable
{
    private const string Transactions = "data/fraud/fraud_handbook_simulated/transactions_2018-05-31_2018-06-29.csv.xz";
    private const string Features = "data/golden/fraud-features";
    private const string Model = "models/fraud-gbt";
    private const string Events = "data/golden/security-features/cowrie-events.jsonl.xz";
    private const string Speed = "data/golden/security-speed";
    private const long Day = 86_400;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SharedDataTheory(Transactions, Features)]
    [InlineData(null)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Velocities_are_those_of_spark(int? shuffle)
    {
        var features = await RunTransactionsAsync("fraud-features.yaml", shuffle);

        foreach (var file in new[] { "handbook-first-50000.csv.xz", "handbook-last-20000.csv.xz" })
            AssertSame(Rows.OfCsv(Path.Combine(SharedData.Find(Features)!, file)), features, column => column.Contains("sum") ? 0.00501 : column.Contains("avg") ? 1.01e-6 : 0);
    }

    [SharedDataTheory(Transactions, Model)]
    [InlineData(null)]
    [InlineData(3)]
    public async Task Features_of_the_model_are_those_of_its_bundle_and_of_a_plain_program(int? shuffle)
    {
        var features = await RunTransactionsAsync("fraud-gbt.yaml", shuffle);

        var golden = Rows.OfCsv(Path.Combine(SharedData.Find(Model)!, "golden.csv.xz"));
        AssertSame(golden with { Columns = [.. golden.Columns.Skip(2).SkipLast(3)] }, features, column => column.Contains("mean") ? 1e-9 : 0);
        AssertSame(FraudByHand.Features(Rows.OfCsv(SharedData.Find(Transactions)!)), features, _ => 1e-9);
    }

    [SharedDataTheory(Events, Speed)]
    [InlineData("takeover.csv", 5, null)]
    [InlineData("takeover-lowered.csv", 2, null)]
    [InlineData("takeover-lowered.csv", 2, 1)]
    public async Task Takeovers_and_brute_force_are_those_of_the_golden_answers(string file, int failures, int? shuffle)
    {
        var lines = Shuffled(Rows.Text(SharedData.Find(Events)!).Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => DateTime.Parse(line[(line.IndexOf("\"timestamp\"", StringComparison.Ordinal) + 11)..].Split('"')[1], CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal), shuffle);
        await File.WriteAllLinesAsync(_folder["events.jsonl"], lines);

        await RunAsync("takeover.yaml", new() { ["EVENTS"] = _folder["events.jsonl"], ["FAILURES"] = $"{failures}", ["DISORDER"] = shuffle is null ? "0s" : "1d", ["OUT"] = _folder["out"] });

        var matches = Rows.OfJsonLines(_folder["out.matches.jsonl"]);
        Golden.AssertSame(Rows.OfCsv(Path.Combine(SharedData.Find(Speed)!, file)) with { Columns = ["event_id", "user", "failures", "first_failure_id", "last_failure_id"] }, Sorted(matches));
        var alerts = Sorted(Rows.OfJsonLines(_folder["out.alerts.jsonl"]));
        Assert.Equal(matches.All.Select(match => match["event_id"]).Order(), alerts.All.Where(alert => alert["rule"] == "takeover").Select(alert => alert["event_id"]));
        Golden.AssertSame(Rows.OfCsv(Path.Combine(SharedData.Find(Speed)!, "brute_force.csv")) with { Columns = ["event_id", "failures_10m"] }, alerts with { All = [.. alerts.All.Where(alert => alert["rule"] == "brute_force")] });
    }

    private static Rows Sorted(Rows rows) => rows with { All = [.. rows.All.OrderBy(row => row["event_id"], StringComparer.Ordinal)] };

    private async Task<Rows> RunTransactionsAsync(string pipeline, int? shuffle)
    {
        var lines = Rows.Text(SharedData.Find(Transactions)!).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var rows = Shuffled(lines[1..], line => DateTime.Parse(line.Split(',')[1], CultureInfo.InvariantCulture), shuffle);
        await File.WriteAllLinesAsync(_folder["transactions.csv"], rows.Prepend(lines[0]));
        await RunAsync(pipeline, new() { ["TRANSACTIONS"] = _folder["transactions.csv"], ["DISORDER"] = shuffle is null ? "0s" : "1d", ["OUT"] = _folder["features.csv"] });
        return Rows.OfCsv(_folder["features.csv"]);
    }

    /// <summary>Each line up to a day later than it should come.</summary>
    private static IEnumerable<string> Shuffled(IEnumerable<string> lines, Func<string, DateTime> timeOf, int? seed)
    {
        if (seed is null) return lines;
        var random = new Random(seed.Value);
        return lines.Select(line => (Line: line, Comes: timeOf(line).AddSeconds(random.NextInt64(Day)))).OrderBy(each => each.Comes).Select(each => each.Line);
    }

    private async Task RunAsync(string pipeline, Dictionary<string, string> environment)
    {
        var outcome = await Program.RunAsync(_folder.Path, environment, "run", Program.TestPipeline(pipeline), "--quiet");
        Assert.True(outcome.ExitCode == 0, outcome.Errors);
    }

    private static void AssertSame(Rows expected, Rows found, Func<string, double> tolerance)
    {
        var byId = found.All.ToDictionary(row => row["TRANSACTION_ID"]!);
        var differing = new List<string>();
        foreach (var row in expected.All)
            foreach (var column in expected.Columns)
            {
                var (want, have) = (row[column], byId[row["TRANSACTION_ID"]!][column]);
                if (want is null ? have is not null : have is null || !(Math.Abs(Number(want) - Number(have)) <= tolerance(column))) differing.Add($"{row["TRANSACTION_ID"]} {column}: expected {want ?? "null"}, got {have ?? "null"}");
            }

        Assert.True(differing.Count == 0, $"{differing.Count} cells differ:\n{string.Join('\n', differing.Take(20))}");
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
