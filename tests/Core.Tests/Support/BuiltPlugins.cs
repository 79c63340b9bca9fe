using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Tests.Support;

/// <summary>The plugins of the repository as the solution's build leaves them.</summary>
internal static class BuiltPlugins
{
    private static readonly string Root = SharedData.RepositoryRoot();

    /// <summary>Names of plugins that are not built; nothing that needs all of them can be told then.</summary>
    public static IReadOnlyList<string> Missing { get; } = [.. Names().Where(name => Assembly(name) is null)];

    /// <summary>What Core and every plugin bring; plugins are loaded from copies of their managed files.</summary>
    public static Registry Registry(TempFolder folder)
    {
        var registry = Core.Plugins.Registry.WithBuiltIns();
        foreach (var name in Names())
        {
            var copy = Directory.CreateDirectory(Path.Combine(folder.Path, name)).FullName;
            foreach (var file in Directory.GetFiles(Path.GetDirectoryName(Assembly(name)!)!)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        Assert.All(PluginLoader.Load(folder.Path, registry, all: true), plugin => Assert.Null(plugin.Problem));
        return registry;
    }

    private static IEnumerable<string> Names() =>
        Directory.GetDirectories(Path.Combine(Root, "plugins"))
            .Select(folder => Path.GetFileName(folder))
            .Where(name => File.Exists(Path.Combine(Root, "plugins", name, $"{name}.csproj")))
            .Order(StringComparer.Ordinal);

    private static string? Assembly(string name)
    {
        // The tests' own folder ends with the configuration they were built in.
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var file = Path.Combine(Root, ".build", "bin", name, configuration, $"StreamGuard.Plugins.{name}.dll");
        return File.Exists(file) ? file : null;
    }
}

/// <summary>A fact about all plugins: skipped, with the reason, where one is not built.</summary>
internal sealed class AllPluginsFactAttribute : FactAttribute
{
    public AllPluginsFactAttribute()
    {
        if (BuiltPlugins.Missing.Count > 0) Skip = $"not built: {string.Join(", ", BuiltPlugins.Missing)}; build the solution first";
    }
}
