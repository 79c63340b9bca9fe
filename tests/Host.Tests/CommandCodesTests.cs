using System.CommandLine;

namespace StreamGuard.Host.Tests;

public sealed class CommandCodesTests
{
    [Fact]
    public void Codes_are_of_commands_that_there_are() =>
        Assert.Empty(CommandCodes.Commands.Except(All(CommandLine.Root()).Select(HelpWithExamples.Words)));

    [Theory]
    [InlineData("serve", "  143  a second signal ended it before all had drained")]
    [InlineData("models check", "  1    something is wrong with it")]
    [InlineData("schema", "  0    done")]
    public void The_help_of_a_command_ends_with_its_exit_codes(string command, string line)
    {
        var output = new StringWriter();

        CommandLine.Root().Parse([.. command.Split(' '), "--help"]).Invoke(new InvocationConfiguration { Output = output });

        Assert.Contains(line, output.ToString().Split("Exit codes:")[1].Split(Environment.NewLine));
    }

    [Fact]
    public void The_help_of_the_program_has_a_sentence_for_each_command()
    {
        var output = new StringWriter();

        CommandLine.Root().Parse(["--help"]).Invoke(new InvocationConfiguration { Output = output });

        Assert.Contains("Gives dead letters back to the pipeline that refused them, as it is now: ", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Letters are marked", output.ToString(), StringComparison.Ordinal);
    }

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(below => All(below).Prepend(below));
}
