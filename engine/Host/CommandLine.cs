using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using StreamGuard.Host.Commands;

namespace StreamGuard.Host;

/// <summary>The program's commands, and what is said about a command line that does not parse.</summary>
internal static class CommandLine
{
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static int Run(string[] args)
    {
        var parsed = Root().Parse(args);
        var bad = parsed.Errors.Count > 0;
        if (parsed.Action is ParseErrorAction errors) errors.ShowHelp = false;
        // Signals are the run command's own business: it drains at the first one.
        var code = parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        if (!bad) return code;
        Console.Error.WriteLine($"'{Name(parsed.CommandResult.Command)} --help' lists what there is.");
        return ExitCodes.Bad;
    }

    private static RootCommand Root()
    {
        var root = new RootCommand("Checks pipeline files, runs them and tests them.")
        {
            RunCommand.Create(),
            ValidateCommand.Create(),
            ExplainCommand.Create(),
            TestCommand.Create(),
            FunctionsCommand.Create(),
            PluginsCommand.Create(),
            VersionCommand.Create(),
        };
        foreach (var version in root.Options.OfType<VersionOption>().ToArray()) root.Options.Remove(version);
        foreach (var help in root.Options.OfType<HelpOption>()) help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    private static string Name(Command command) => command is RootCommand ? command.Name : $"streamguard {command.Name}";
}
