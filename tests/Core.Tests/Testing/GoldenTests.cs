using StreamGuard.Contracts;
using StreamGuard.Core.Plugins;
using StreamGuard.Core.Testing;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Testing;

/// <summary>
/// Every tests/Golden/Tests/bad-*.test.yaml gives exactly the text of the .txt beside it. With
/// STREAMGUARD_UPDATE_GOLDEN=1 the texts are written anew.
/// </summary>
public class GoldenTests
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "tests", "Golden", "Tests");

    public static TheoryData<string> Files() => new(Directory.GetFiles(Folder, "bad-*.test.yaml").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Prints_exactly_the_golden_text(string file)
    {
        var golden = Path.Combine(Folder, file.Replace(".test.yaml", ".txt", StringComparison.Ordinal));

        var report = await PipelineTests.RunAsync(Path.Combine(Folder, file), Registry.WithBuiltIns());
        var problems = report.Problems.Concat(report.Results.SelectMany(result => result.Problems));
        var printed = string.Concat(problems.Select(problem => problem + "\n")).Replace(Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

        if (Environment.GetEnvironmentVariable("STREAMGUARD_UPDATE_GOLDEN") == "1") await File.WriteAllTextAsync(golden, printed);
        Assert.Equal(await File.ReadAllTextAsync(golden), printed);
    }
}
