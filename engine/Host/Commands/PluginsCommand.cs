using System.CommandLine;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Host.Commands;

/// <summary>Lists the components that pipelines may use and where each comes from.</summary>
internal static class PluginsCommand
{
    public static Command Create()
    {
        var command = new DocumentedCommand("plugins", "Lists components and the plugins they come with.", "./streamguard plugins");
        command.SetAction(parsed => Print(parsed.InvocationConfiguration.Output));
        return command;
    }

    private static int Print(TextWriter output)
    {
        foreach (var plugin in Registry.WithBuiltIns().Components.GroupBy(component => component.Plugin ?? "built in"))
        {
            output.WriteLine(plugin.Key);
            foreach (var role in plugin.GroupBy(component => component.Role).OrderBy(role => role.Key))
                output.WriteLine($"  {role.Key.ToString().ToLowerInvariant() + "s",-11} {string.Join(", ", role.Select(component => component.Name).Order(StringComparer.Ordinal))}");
        }

        return ExitCodes.Done;
    }
}
