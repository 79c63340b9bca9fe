using System.CommandLine;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Host.Commands;

/// <summary>The options that every command with a pipeline file has: which variant of it is meant.</summary>
internal sealed class PipelineArguments
{
    private readonly Option<string?> _profile = new("--profile", "-p")
    {
        Description = "The profile of the file to merge, such as sample or recording.",
        HelpName = "name",
    };

    private readonly Option<string[]> _set = new("--set", "-s")
    {
        Description = "Overrides a value after the profile: sources.readings.event_time.disorder=5s. May be given several times.",
        HelpName = "path=value",
    };

    private readonly Option<string?> _plugins = PluginOption.Create();

    public void AddTo(Command command)
    {
        _set.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
                if (token.Value.IndexOf('=') <= 0) result.AddError($"--set takes path=value, got '{token.Value}'.");
        });
        command.Add(_profile);
        command.Add(_set);
        command.Add(_plugins);
    }

    public LoadRequest Request(ParseResult parsed, string file) => new(file)
    {
        Profile = parsed.GetValue(_profile),
        Set = [.. (parsed.GetValue(_set) ?? []).Select(Split)],
    };

    public string? Plugins(ParseResult parsed) => parsed.GetValue(_plugins);

    private static (string Path, string Value) Split(string text)
    {
        var equals = text.IndexOf('=');
        return (text[..equals], text[(equals + 1)..]);
    }
}
