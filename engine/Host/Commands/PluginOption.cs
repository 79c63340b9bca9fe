using System.CommandLine;

namespace StreamGuard.Host.Commands;

/// <summary>The option <c>--plugins</c>, the same for every command that has it.</summary>
internal static class PluginOption
{
    public static Option<string?> Create() => new("--plugins")
    {
        Description = "A folder of plugins to load besides those installed with the program.",
        HelpName = "folder",
    };
}
