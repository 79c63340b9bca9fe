using System.CommandLine;

namespace StreamGuard.Host.Commands;

/// <summary>The option <c>--plugins</c>, the same for every command that has it.</summary>
internal static class PluginOption
{
    public static Option<string?> Create()
    {
        var option = new Option<string?>("--plugins")
        {
            Description = "A folder of plugins to load besides those installed with the program.",
            HelpName = "folder",
        };
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
                if (!Directory.Exists(token.Value)) result.AddError($"--plugins: there is no folder '{token.Value}'.");
        });
        return option;
    }
}
