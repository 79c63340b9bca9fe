namespace StreamGuard.Core.Plugins;

/// <summary>
/// Finds plugins: each folder below one folder, and nothing elsewhere, is a plugin whose assembly is
/// <c>&lt;Name&gt;/StreamGuard.Plugins.&lt;Name&gt;.dll</c>. One that is refused stops no other.
/// </summary>
public static class PluginLoader
{
    /// <summary>The folder plugins beside the program.</summary>
    public static string DefaultFolder => Path.Combine(AppContext.BaseDirectory, "plugins");

    /// <summary>
    /// Adds what the plugins bring to the registry. A plugin whose folder has an offers.txt is only loaded when the
    /// registry is asked for one of those names, so that plugins a pipeline does not use cost nothing.
    /// </summary>
    /// <param name="folder">Where they are; one that is missing holds none.</param>
    /// <param name="registry">Takes their components.</param>
    /// <param name="all">Load all of them now, to list what there is.</param>
    public static IReadOnlyList<LoadedPlugin> Load(string folder, Registry registry, bool all = false)
    {
        folder = Path.GetFullPath(folder);
        if (!Directory.Exists(folder)) return [];
        var plugins = Directory.GetDirectories(folder)
            .Order(StringComparer.Ordinal)
            .Select(path => new LoadedPlugin(folder, path, registry))
            .ToList();
        foreach (var plugin in plugins) plugin.Announce(all);
        return plugins;
    }
}
