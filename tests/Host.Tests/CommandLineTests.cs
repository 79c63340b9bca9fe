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

    [Fact]
    public void A_command_made_alone_is_the_one_that_has_the_name() =>
        Assert.All(CommandLine.Root().Subcommands, command => Assert.Equal([command.Name], CommandLine.Root(command.Name).Subcommands.Select(each => each.Name)));

    [Theory]
    [InlineData("--help")]
    [InlineData("rum")]
    [InlineData(null)]
    public void What_is_no_command_is_looked_for_among_all(string? first) =>
        Assert.Equal(CommandLine.Root().Subcommands.Select(each => each.Name), CommandLine.Root(first).Subcommands.Select(each => each.Name));
}
