using StreamGuard.Integration.Tests.Support;

namespace StreamGuard.Integration.Tests;

/// <summary>
/// The plans of the shipped pipelines, exactly as printed. With STREAMGUARD_UPDATE_GOLDEN=1 the texts are written anew.
/// </summary>
public class ExplainTests
{
    [Theory]
    [InlineData("hydraulic-sensors", "sample", "tree", "txt")]
    [InlineData("hydraulic-sensors", "recording", "tree", "txt")]
    [InlineData("hydraulic-sensors", "sample", "mermaid", "mmd")]
    [InlineData("hydraulic-sensors", "sample", "dot", "dot")]
    [InlineData("hydraulic-training", "sample", "tree", "txt")]
    [InlineData("hydraulic-training", "sample", "json", "json")]
    public async Task Prints_the_golden_plan(string pipeline, string profile, string format, string extension)
    {
        var golden = Path.Combine(Program.Root, "tests", "Golden", $"plan-{pipeline}-{profile}.{extension}");

        var outcome = await Program.RunAsync(Program.Root, "explain", $"pipelines/{pipeline}.yaml", "--profile", profile, "--format", format);

        Assert.True(outcome.ExitCode == 0, outcome.Errors);
        if (Environment.GetEnvironmentVariable("STREAMGUARD_UPDATE_GOLDEN") == "1") await File.WriteAllTextAsync(golden, outcome.Output);
        Assert.Equal(await File.ReadAllTextAsync(golden), outcome.Output);
    }
}
