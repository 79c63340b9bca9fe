using StreamGuard.Core.Plugins;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Plugins;

public sealed class PluginLoaderTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Registry _registry = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Gives_each_plugin_its_own_version_of_a_dependency()
    {
        PluginFolders.Copy(_folder.Path, "One");
        PluginFolders.Copy(_folder.Path, "Two");

        var plugins = PluginLoader.Load(_folder.Path, _registry);

        Assert.All(plugins, plugin => Assert.Null(plugin.Problem));
        Assert.Equal("One", _registry.Find(Role.Sink, "one_with_dependency_1")?.Plugin);
        Assert.Equal("Two", _registry.Find(Role.Sink, "two_with_dependency_2")?.Plugin);
    }

    [Fact]
    public void Tells_name_version_and_offers()
    {
        PluginFolders.Copy(_folder.Path, "One");

        var plugin = Assert.Single(PluginLoader.Load(_folder.Path, _registry));

        Assert.Equal(("One", "0.1.0", "1.0"), (plugin.Name, plugin.Version?.ToString(3), plugin.ContractVersion?.ToString(2)));
        Assert.Equal(["sink one_with_dependency_1"], plugin.Offers.Select(offer => offer.ToString()));
    }

    [Fact]
    public void Loads_a_plugin_that_says_what_it_offers_at_first_use()
    {
        PluginFolders.Copy(_folder.Path, "NoLibrary");
        var plugin = Assert.Single(PluginLoader.Load(_folder.Path, _registry));
        Assert.False(plugin.IsLoaded);

        var found = _registry.Find(Role.Sink, "no_library");

        Assert.NotNull(found);
        Assert.True(plugin.IsLoaded);
    }

    [Fact]
    public void Lists_components_of_plugins_that_were_not_used_yet()
    {
        PluginFolders.Copy(_folder.Path, "NoLibrary");
        PluginLoader.Load(_folder.Path, _registry);

        Assert.Equal(["no_library"], _registry.Components.Select(component => component.Name));
    }

    [Fact]
    public void Names_the_native_library_that_is_missing_when_it_is_used()
    {
        PluginFolders.Copy(_folder.Path, "NoLibrary");
        PluginLoader.Load(_folder.Path, _registry);
        var type = _registry.Find(Role.Sink, "no_library")!;

        var error = Assert.Throws<DllNotFoundException>(() => type.Create(new object()));

        Assert.Contains("plugin NoLibrary needs the native library 'streamguard_fixture'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Loads_one_plugin_into_two_registries()
    {
        PluginFolders.Copy(_folder.Path, "One");
        var second = new Registry();

        PluginLoader.Load(_folder.Path, _registry);
        var again = Assert.Single(PluginLoader.Load(_folder.Path, second));

        Assert.Null(again.Problem);
        Assert.NotNull(second.Find(Role.Sink, "one_with_dependency_1"));
    }

    [Fact]
    public void Takes_a_folder_relative_to_where_it_runs()
    {
        PluginFolders.Copy(_folder.Path, "One");

        var plugin = Assert.Single(PluginLoader.Load(Path.GetRelativePath(Environment.CurrentDirectory, _folder.Path), _registry));

        Assert.Null(plugin.Problem);
    }

    [Fact]
    public void A_missing_folder_holds_no_plugins() => Assert.Empty(PluginLoader.Load(Path.Combine(_folder.Path, "none"), _registry));
}
