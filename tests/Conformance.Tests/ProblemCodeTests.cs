using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Conformance.Tests;

public class ProblemCodeTests
{
    private static readonly Dictionary<string, string> Codes = typeof(ProblemCodes).GetFields()
        .ToDictionary(field => field.Name, field => (string)field.GetRawConstantValue()!);

    [Fact]
    public void Every_code_has_one_meaning() =>
        Assert.Empty(Codes.GroupBy(code => code.Value).Where(same => same.Count() > 1).Select(same => string.Join(" and ", same)));

    [Fact]
    public void Every_code_has_a_golden_pair()
    {
        var golden = Path.Combine(SharedData.RepositoryRoot(), "tests", "Golden");
        var shown = string.Concat(Directory.GetFiles(golden, "*.txt", SearchOption.AllDirectories).Select(File.ReadAllText));

        var missing = Codes.Where(code => !IsOfPlugins(code.Value) && !IsOfCheckpoints(code.Value) && !shown.Contains($" {code.Value}: ", StringComparison.Ordinal));

        Assert.Equal("", string.Join(", ", missing.Select(code => $"{code.Value} {code.Key}")));
    }

    /// <summary>What is bad there is a folder, made by the test that expects the exact text.</summary>
    [Fact]
    public void Every_code_of_plugins_has_a_test_with_its_text()
    {
        var tests = File.ReadAllText(Path.Combine(SharedData.RepositoryRoot(), "tests", "Core.Tests", "Plugins", "PluginRefusalTests.cs"));

        var missing = Codes.Where(code => IsOfPlugins(code.Value) && !tests.Contains($"ProblemCodes.{code.Key},", StringComparison.Ordinal));

        Assert.Equal("", string.Join(", ", missing.Select(code => $"{code.Value} {code.Key}")));
    }

    /// <summary>What is bad there is a checkpoint, what a broker says of it, or a change that a run cannot take.</summary>
    [Fact]
    public void Every_code_of_checkpoints_has_a_test_with_its_text()
    {
        var folder = Path.Combine(SharedData.RepositoryRoot(), "tests", "Core.Tests", "Runtime");
        string[] mirrors = ["RecoveryTests.cs", Path.Combine("Buffering", "BufferRecoveryTests.cs"), Path.Combine("Changing", "LiveChangeTests.cs")];
        var tests = string.Concat(mirrors.Select(file => File.ReadAllText(Path.Combine(folder, file))));

        var missing = Codes.Where(code => IsOfCheckpoints(code.Value) && !tests.Contains($"new Problem(ProblemCodes.{code.Key},", StringComparison.Ordinal));

        Assert.Equal("", string.Join(", ", missing.Select(code => $"{code.Value} {code.Key}")));
    }

    private static bool IsOfCheckpoints(string code) => code.StartsWith("SG9", StringComparison.Ordinal);

    private static bool IsOfPlugins(string code) => code.StartsWith("SG7", StringComparison.Ordinal);
}
