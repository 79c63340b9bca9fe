using StreamGuard.Host.Service;

namespace StreamGuard.Host.Tests.Support;

/// <summary>Remembers which programs were run, and answers as it is told to.</summary>
internal sealed class FakeCommands : ICommandRunner
{
    /// <summary>Command lines, in order.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>What is answered to a command line; without an answer it succeeds and says nothing.</summary>
    public Dictionary<string, CommandResult> Answers { get; } = [];

    public CommandResult Run(string program, params string[] arguments)
    {
        var line = string.Join(' ', [program, .. arguments]);
        Lines.Add(line);
        return Answers.GetValueOrDefault(line) ?? new CommandResult(0, "", "");
    }
}
