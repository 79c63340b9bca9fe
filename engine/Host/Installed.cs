using StreamGuard.Core.Plugins;

namespace StreamGuard.Host;

/// <summary>What pipelines may use here: the components of Core and of the plugins beside the program.</summary>
internal static class Installed
{
    /// <summary>A registry whose plugins are loaded when a name of theirs is first used.</summary>
    /// <param name="plugins">One more folder of plugins; null for none.</param>
    public static Registry Registry(string? plugins)
    {
        var registry = Core.Plugins.Registry.WithBuiltIns();
        foreach (var folder in Folders(plugins)) PluginLoader.Load(folder, registry);
        return registry;
    }

    /// <summary>The same with every plugin loaded, to tell what each brings.</summary>
    public static (Registry Registry, IReadOnlyList<LoadedPlugin> Plugins) LoadAll(string? plugins)
    {
        var registry = Core.Plugins.Registry.WithBuiltIns();
        return (registry, [.. Folders(plugins).SelectMany(folder => PluginLoader.Load(folder, registry, all: true))]);
    }

    private static string[] Folders(string? plugins) => plugins is null ? [PluginLoader.DefaultFolder] : [PluginLoader.DefaultFolder, plugins];
}
