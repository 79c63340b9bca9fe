using System.Globalization;
using System.Text.RegularExpressions;
using StreamGuard.Integration.Tests.Support;

namespace StreamGuard.Integration.Tests;

/// <summary>What the page says of the alerts' quality is what a run of the sample gives.</summary>
public sealed partial class SecuritySampleTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Precision_and_recall_are_those_that_the_page_states()
    {
        var stated = Line().Matches(await File.ReadAllTextAsync(Program.Pipeline("security-quality.md")));
        Assert.Equal(4, stated.Count);

        foreach (Match line in stated)
        {
            var environment = new Dictionary<string, string>(Security.Environment) { ["SEED"] = line.Groups[1].Value };
            var outcome = await Program.RunAsync(
                _folder.Path, environment, "run", Program.Pipeline("security-events.yaml"), "--profile", "sample", "--quiet", "--set", "sinks.summary={ from: quality, file: { path: quality.jsonl } }");
            Assert.True(outcome.ExitCode == 0, outcome.Errors);

            var row = Rows.OfJsonLines(_folder["quality.jsonl"]).All[^1];
            Assert.Equal(
                line.Value,
                $"| {line.Groups[1].Value} | {row["events"]} | {row["alerts"]} | {row["right_alerts"]} | {row["attacks"]} | {row["found_attacks"]} | {Share(row["precision"])} | {Share(row["recall"])} |");
        }
    }

    private static string Share(string? value) => double.Parse(value!, CultureInfo.InvariantCulture).ToString("F3", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\| (\d+) \|.*\|$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
