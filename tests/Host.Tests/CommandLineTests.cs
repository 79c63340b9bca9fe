namespace StreamGuard.Host.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--fresh")]
    [InlineData("--from 3")]
    [InlineData("--allow-state-loss")]
    [InlineData("--json")]
    public void What_is_for_one_run_does_not_go_with_watch(string option)
    {
        var parsed = CommandLine.Root().Parse(["run", "a.yaml", "--watch", .. option.Split(' ')]);

        Assert.Equal($"{option.Split(' ')[0]} is for one run, and --watch begins several: give one of them.", Assert.Single(parsed.Errors).Message);
    }

    [Fact]
    public void Watch_goes_with_what_says_which_pipeline_is_meant() =>
        Assert.Empty(CommandLine.Root().Parse(["run", "a.yaml", "--watch", "--profile", "sample", "--set", "a.b=1"]).Errors);
}
