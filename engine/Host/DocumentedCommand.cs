using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace StreamGuard.Host;

/// <summary>A command whose help ends with examples: command lines that can be typed as they are.</summary>
internal sealed class DocumentedCommand(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; } = examples;
}

/// <summary>The library's help, then the command's examples and its exit codes; the root's says of each command what it does, not how.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    public override bool Terminating => true;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        foreach (var below in command.Subcommands) below.Description = FirstSentence(below.Description);
        var code = help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        if (command is RootCommand)
        {
            output.WriteLine(ExitCodes.Text);
            return code;
        }

        if (command is DocumentedCommand { Examples.Count: > 0 } documented)
        {
            output.WriteLine("Examples:");
            foreach (var example in documented.Examples) output.WriteLine($"  {example}");
            output.WriteLine();
        }

        if (command.Action is null) return code;
        output.WriteLine("Exit codes:");
        foreach (var (number, text) in CommandCodes.Of(Words(command))) output.WriteLine($"  {number,-4} {text}");
        return code;
    }

    /// <summary>A command's words behind the program's name.</summary>
    public static string Words(Command command) => command.Parents.OfType<Command>().FirstOrDefault() is { } above and not RootCommand ? $"{Words(above)} {command.Name}" : command.Name;

    private static string? FirstSentence(string? text) => text?.IndexOf(". ", StringComparison.Ordinal) is { } end and >= 0 ? text[..(end + 1)] : text?.Split('\n')[0];
}
