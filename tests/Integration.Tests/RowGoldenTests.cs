using StreamGuard.Integration.Tests.Support;

namespace StreamGuard.Integration.Tests;

/// <summary>What can be said of a row by itself, or with a table, on real data against Spark's answers.</summary>
public sealed class RowGoldenTests : IDisposable
{
    private const string Transactions = "data/fraud/sparkov";
    private const string Features = "data/golden/fraud-features";
    private const string Joins = "data/golden/joins";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SharedDataTheory(Transactions, Features)]
    [InlineData("evin_fraudTest_unlabelled.csv.xz", "sparkov-evin.csv", 3213)]
    [InlineData("jude_fraudTrain.csv.xz", "sparkov-jude.csv", 2001)]
    public async Task Distances_and_times_of_card_transactions_are_those_of_spark(string file, string golden, int rows)
    {
        await RunAsync("card-distances.yaml", new() { ["TRANSACTIONS"] = Path.Combine(SharedData.Find(Transactions)!, file), ["OUT"] = _folder["features.csv"] });

        var expected = Rows.OfCsv(Path.Combine(SharedData.Find(Features)!, golden));
        Assert.Equal(rows, expected.All.Count);
        Golden.AssertSame(expected, Rows.OfCsv(_folder["features.csv"]));
    }

    [SharedDataFact(Joins)]
    public async Task Names_of_clicked_advertisements_are_those_of_sparks_lookup()
    {
        var folder = SharedData.Find(Joins)!;

        await RunAsync("ad-names.yaml", new() { ["CLICKS"] = Path.Combine(folder, "clicks.jsonl"), ["ADS"] = Path.Combine(folder, "ads.csv"), ["OUT"] = _folder["named.jsonl"] });

        var expected = Rows.OfCsv(Path.Combine(folder, "lookup.csv"));
        Assert.Equal(2000, expected.All.Count);
        Assert.Contains(expected.All, row => row["click_ad_id"] is null);
        Golden.AssertSame(expected, Rows.OfJsonLines(_folder["named.jsonl"]));
    }

    private async Task RunAsync(string pipeline, Dictionary<string, string> environment)
    {
        var outcome = await Program.RunAsync(_folder.Path, environment, "run", Program.TestPipeline(pipeline), "--quiet");
        Assert.True(outcome.ExitCode == 0, outcome.Errors);
    }
}
