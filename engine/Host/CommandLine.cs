using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Runtime;
using StreamGuard.Host.Commands;

namespace StreamGuard.Host;

/// <summary>The program's commands, and what is said about a command line that does not parse.</summary>
internal static class CommandLine
{
    /// <summary>In the order in which help lists them.</summary>
    private static readonly (string Name, Func<Command> Create)[] Commands =
    [
        ("run", RunCommand.Create),
        ("serve", ServeCommand.Create),
        ("tap", TapCommand.Create),
        ("validate", ValidateCommand.Create),
        ("explain", ExplainCommand.Create),
        ("diff", DiffCommand.Create),
        ("replay-dead-letters", ReplayCommand.Create),
        ("test", TestCommand.Create),
        ("query", QueryCommand.Create),
        ("checkpoints", CheckpointsCommand.Create),
        ("models", ModelsCommand.Create),
        ("evaluate", EvaluateCommand.Create),
        ("investigate", InvestigateCommand.Create),
        ("service", ServiceCommand.Create),
        ("schema", SchemaCommand.Create),
        ("functions", FunctionsCommand.Create),
        ("metrics", MetricsCommand.Create),
        ("plugins", PluginsCommand.Create),
        ("version", VersionCommand.Create),
    ];

    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static int Run(string[] args)
    {
        // While its command line is read.
        if (args.FirstOrDefault() == "run") HeadStart.Begin();
        var parsed = Root(args.FirstOrDefault()).Parse(args);
        if (parsed.Action is ParseErrorAction || (parsed.Action is not HelpAction and not HelpWithExamples && Misspelt(parsed).Count > 0)) return Refuse(parsed);
        // Signals are the run command's own business: it drains at the first one.
        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A file to be written that cannot be, say: no fault of the program.
            Console.Error.WriteLine($"streamguard: {error.Message}");
            return ExitCodes.Failed;
        }
    }

    private static int Refuse(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        // What stands behind a misspelt word was meant for that.
        var unknown = Misspelt(parsed) is { Count: > 0 } misspelt ? misspelt : [.. parsed.UnmatchedTokens.Take(command is RootCommand ? 1 : int.MaxValue)];
        foreach (var name in unknown)
        {
            var known = command.Subcommands.Select(sub => sub.Name).Concat(command.Options.SelectMany(option => option.Aliases.Append(option.Name)));
            Console.Error.WriteLine($"streamguard: there is no '{name}' here.{(NearMatch.Find(name, known) is { } near ? $" Did you mean '{near}'?" : "")}");
        }

        if (unknown.Count == 0)
            foreach (var error in parsed.Errors) Console.Error.WriteLine($"streamguard: {error.Message}");
        Console.Error.WriteLine($"'{Name(command)} --help' lists what there is.");
        return ExitCodes.Bad;
    }

    /// <summary>Options that are none: without this they would be taken for files.</summary>
    private static List<string> Misspelt(ParseResult parsed) =>
        [.. parsed.Tokens.Where(token => token.Type == TokenType.Argument && token.Value.StartsWith("--", StringComparison.Ordinal)).Select(token => token.Value)];

    /// <summary>All commands, or one alone: to make them all takes as long as to read a pipeline file.</summary>
    /// <param name="only">What the command line begins with; where that is no command's name, all are made.</param>
    internal static RootCommand Root(string? only = null)
    {
        var root = new RootCommand("Checks pipeline files, runs them and tests them.");
        var isOne = Array.Exists(Commands, command => command.Name == only);
        foreach (var (name, create) in Commands)
            if (!isOne || name == only) root.Add(create());
        foreach (var version in root.Options.OfType<VersionOption>().ToArray()) root.Options.Remove(version);
        foreach (var help in root.Options.OfType<HelpOption>()) help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    private static string Name(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } above ? $"{Name(above)} {command.Name}" : command.Name;
}
