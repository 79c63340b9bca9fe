using System.Text.RegularExpressions;
using StreamGuard.Integration.Tests.Support;

namespace StreamGuard.Integration.Tests;

/// <summary>What the documents show can be done.</summary>
public sealed class DocumentsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_page_on_tests_shows_one_that_passes()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Program.Root, "engine", "TESTS.md"));
        var example = Regex.Match(page, "```yaml\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
        var test = _folder.Write("example.test.yaml", $"pipeline: {Program.Pipeline("hydraulic-sensors.yaml")}\n{example}");

        var outcome = await Program.RunAsync(_folder.Path, "test", test);

        Assert.True(outcome.ExitCode == 0, outcome.Output);
        Assert.EndsWith("1 passed, 0 failed\n", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_of_the_documents_lead_somewhere()
    {
        foreach (var document in new[] { "README.md", "CHANGELOG.md", "engine/ARCHITECTURE.md", "engine/TESTS.md", "engine/SERVICE.md", "engine/API.md" })
        {
            var path = Path.Combine(Program.Root, document);
            var links = Regex.Matches(await File.ReadAllTextAsync(path), @"\]\(([^):]+)\)").Select(match => match.Groups[1].Value);

            Assert.All(links, link => Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(path)!, link)), $"{document}: {link}"));
        }
    }
}
