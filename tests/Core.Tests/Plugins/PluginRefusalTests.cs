using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Plugins;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Plugins;

/// <summary>Each refusal says why, and the plugin beside it goes on.</summary>
public sealed class PluginRefusalTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Registry _registry = new();

    public PluginRefusalTests() => PluginFolders.Copy(_folder.Path, "One");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2, 0, "3.1.0 was built against version 2.0 of the plugin contract; this program has 1.0")]
    [InlineData(1, 7, "3.1.0 was built against version 1.7 of the plugin contract; this program has 1.0")]
    public void Of_another_contract(int major, int minor, string why)
    {
        PluginFolders.Empty(_folder.Path, "Other", new Version(major, minor, 0, 0));

        ExpectRefusal(ProblemCodes.PluginContract, $"plugin Other {why}.");
    }

    [Fact]
    public void Without_an_assembly_of_its_name()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "Other"));

        ExpectRefusal(ProblemCodes.PluginWithoutAssembly, "plugin Other has no StreamGuard.Plugins.Other.dll.");
    }

    [Fact]
    public void With_a_renamed_assembly()
    {
        var copy = PluginFolders.Copy(_folder.Path, "One", "Other");
        File.Move(Path.Combine(copy, "StreamGuard.Plugins.One.dll"), Path.Combine(copy, "StreamGuard.Plugins.Other.dll"));

        ExpectRefusal(ProblemCodes.PluginWithoutAssembly, "plugin Other has an assembly StreamGuard.Plugins.One that was renamed to StreamGuard.Plugins.Other.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("MZ and no more of it")]
    public void With_a_broken_assembly(string text)
    {
        PluginFolders.Broken(_folder.Path, "Other", text);

        ExpectRefusal(ProblemCodes.PluginUnreadable, "plugin Other cannot be read: StreamGuard.Plugins.Other.dll is no .NET assembly, or a broken one.");
    }

    [Fact]
    public void Without_an_entry()
    {
        PluginFolders.Empty(_folder.Path, "Other", new Version(1, 0, 0, 0));

        ExpectRefusal(ProblemCodes.PluginWithoutEntry, "plugin Other has 0 public classes that are an IPlugin where it must have one, with a constructor without parameters.");
    }

    [Fact]
    public void That_needs_an_assembly_it_does_not_bring()
    {
        File.Delete(Path.Combine(PluginFolders.Copy(_folder.Path, "Two"), "StreamGuard.Fixtures.Dependency.dll"));

        var refused = Refused();

        Assert.Equal(ProblemCodes.PluginFailed, refused.Problem?.Code);
        Assert.Contains("StreamGuard.Fixtures.Dependency, Version=2.0.0.0", refused.Problem?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void That_offers_a_taken_name()
    {
        PluginFolders.Copy(_folder.Path, "NoLibrary");
        File.WriteAllText(Path.Combine(PluginFolders.Copy(_folder.Path, "Two"), "offers.txt"), "sink no_library\n");

        ExpectRefusal(ProblemCodes.PluginNameTaken, "plugin Two offers the sink no_library, which plugin NoLibrary offers too.");
    }

    [Theory]
    [InlineData("sink other", "plugin Two says in offers.txt that it brings sink other, but brings sink two_with_dependency_2.")]
    [InlineData("sinks other", "plugin Two 'sinks other' in FILE is no offer.")]
    public void Whose_offers_are_wrong(string offers, string why)
    {
        var file = Path.Combine(PluginFolders.Copy(_folder.Path, "Two"), "offers.txt");
        File.WriteAllText(file, offers);

        ExpectRefusal(ProblemCodes.PluginOffersOtherwise, why.Replace("FILE", file, StringComparison.Ordinal));
    }

    [Fact]
    public void That_leads_out_of_the_folder_by_a_link()
    {
        using var elsewhere = new TempFolder();
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "Two"), PluginFolders.Copy(elsewhere.Path, "Two"));

        ExpectRefusal(ProblemCodes.PluginOutside, "plugin Two leads out of the plugins' folder by a link.");
    }

    [Fact]
    public void Loaded_a_second_time()
    {
        PluginLoader.Load(_folder.Path, _registry);

        var again = Assert.Single(PluginLoader.Load(_folder.Path, _registry));

        Assert.Equal(ProblemCodes.PluginTwice, again.Problem?.Code);
        Assert.Contains("plugin One is there already", again.Problem?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_told_where_a_pipeline_uses_the_plugin()
    {
        PluginFolders.Empty(_folder.Path, "Other", new Version(2, 0, 0, 0));
        File.WriteAllText(Path.Combine(_folder.Path, "Other", "offers.txt"), "sink nowhere\n");
        var registry = Registry.WithBuiltIns();
        PluginLoader.Load(_folder.Path, registry);
        var problems = new Problems();
        const string text = "pipeline: p\nsources:\n  rows:\n    simulate: { model: hydraulic-rig }\nsinks:\n  away:\n    from: rows\n    nowhere: {}\n";

        PipelineLoader.Load(new LoadRequest("p.yaml") { ReadText = _ => text }, registry, problems);

        Assert.Equal(
            "p.yaml:8:5: error SG703: The sink 'nowhere' is not to be had: plugin Other 3.1.0 was built against version 2.0 of the plugin contract; this program has 1.0.\n    Install a newer version of this program, or an older one of the plugin.",
            Assert.Single(problems.All).ToString());
    }

    private void ExpectRefusal(string code, string message)
    {
        var problem = Refused().Problem;

        Assert.Equal((code, message), (problem?.Code, problem?.Message));
    }

    private LoadedPlugin Refused()
    {
        var plugins = PluginLoader.Load(_folder.Path, _registry, all: true);
        Assert.Null(plugins.Single(plugin => plugin.Name == "One").Problem);
        Assert.NotNull(_registry.Find(Role.Sink, "one_with_dependency_1"));
        return plugins.Single(plugin => plugin.Problem is not null);
    }
}
