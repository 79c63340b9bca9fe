using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Tests.Support;

/// <summary>
/// Pairs of a plugin: every tests/Golden/FOLDER/bad-*.yaml gives exactly the text of the .txt beside it, with the plugin
/// loaded. With STREAMGUARD_UPDATE_GOLDEN=1 the texts are written anew.
/// </summary>
internal static class PluginGolden
{
    public static TheoryData<string> Files(string folder) =>
        new(Directory.GetFiles(PathOf(folder), "bad-*.yaml").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal));

    /// <summary>Compares what one file gives with the text beside it.</summary>
    /// <param name="plugin">Brings what the file uses.</param>
    /// <param name="folder">Below tests/Golden.</param>
    /// <param name="file">Its name.</param>
    /// <param name="environment">Variables the file may use; none where null.</param>
    public static void Compare(IPlugin plugin, string folder, string file, IReadOnlyDictionary<string, string>? environment = null)
    {
        var golden = Path.Combine(PathOf(folder), Path.ChangeExtension(file, ".txt"));

        var printed = Print(plugin, folder, file, environment);

        if (Environment.GetEnvironmentVariable("STREAMGUARD_UPDATE_GOLDEN") == "1") File.WriteAllText(golden, printed);
        Assert.True(File.Exists(golden), $"{Path.GetFileName(golden)} is missing; it would be:\n{printed}");
        Assert.Equal(File.ReadAllText(golden), printed);
    }

    private static string PathOf(string folder) => Path.Combine(RepositoryRoot.Path, "tests", "Golden", folder);

    private static string Print(IPlugin plugin, string folder, string file, IReadOnlyDictionary<string, string>? environment)
    {
        var registry = Registry.WithBuiltIns();
        plugin.Register(registry);
        var problems = new Problems();
        var request = new LoadRequest(file) { ReadText = name => File.ReadAllText(Path.Combine(PathOf(folder), name)) };
        if (environment is not null) request = request with { Environment = environment.GetValueOrDefault };
        var pipeline = PipelineLoader.Load(request, registry, problems);
        if (pipeline is not null) Planner.Plan(pipeline, registry, TimeProvider.System, problems);
        return string.Concat(problems.All.Select(problem => problem + "\n"));
    }
}
