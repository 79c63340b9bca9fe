using System.CommandLine;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Host.Commands;

/// <summary>Lists the plugins and what each brings; also those that were refused, and why.</summary>
internal static class PluginsCommand
{
    public static Command Create()
    {
        var command = new DocumentedCommand("plugins", "Lists plugins and the components that pipelines may use.", "./streamguard plugins");
        var plugins = PluginOption.Create();
        command.Add(plugins);
        command.SetAction(parsed => Print(parsed.GetValue(plugins), parsed.InvocationConfiguration.Output));
        return command;
    }

    private static int Print(string? folder, TextWriter output)
    {
        var (registry, plugins) = Installed.LoadAll(folder);
        output.WriteLine("built in");
        Offers(BuiltIn(registry, plugins), output);
        foreach (var plugin in plugins) Print(plugin, output);
        return ExitCodes.Done;
    }

    private static IEnumerable<Offer> BuiltIn(Registry registry, IReadOnlyList<LoadedPlugin> plugins) =>
    [
        .. registry.Components.Where(component => component.Plugin is null).Select(component => new Offer(component.Role, component.Name)),
        .. registry.ModelFormatNames.Select(name => new Offer(OfferKind.Model, name)).Except(plugins.SelectMany(plugin => plugin.Offers)),
    ];

    private static void Print(LoadedPlugin plugin, TextWriter output)
    {
        var version = plugin.Version is null ? "" : $" {plugin.Version}, contract {plugin.ContractVersion}";
        output.WriteLine($"{plugin.Name}{version}  {plugin.Path}");
        if (plugin.Problem is { } problem) output.WriteLine($"  refused: {problem.Message}{(problem.Hint is null ? "" : $" {problem.Hint}")}");
        else Offers(plugin.Offers, output);
    }

    private static void Offers(IEnumerable<Offer> offers, TextWriter output)
    {
        foreach (var kind in offers.GroupBy(offer => offer.Kind).OrderBy(kind => kind.Key))
            output.WriteLine($"  {kind.Key.ToString().ToLowerInvariant(),-10} {string.Join(", ", kind.Select(offer => offer.Name).Order(StringComparer.Ordinal))}");
    }
}
