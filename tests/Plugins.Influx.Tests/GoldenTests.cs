using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Plugins.Influx.Tests;

/// <summary>
/// Every tests/Golden/influx/bad-*.yaml gives exactly the text of the .txt beside it, with this plugin loaded. With
/// STREAMGUARD_UPDATE_GOLDEN=1 the texts are written anew.
/// </summary>
public class GoldenTests
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "tests", "Golden", "influx");

    public static TheoryData<string> Files() => new(Directory.GetFiles(Folder, "bad-*.yaml").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Files))]
    public void Prints_exactly_the_golden_text(string file)
    {
        var golden = Path.Combine(Folder, Path.ChangeExtension(file, ".txt"));

        var printed = Print(file);

        if (Environment.GetEnvironmentVariable("STREAMGUARD_UPDATE_GOLDEN") == "1") File.WriteAllText(golden, printed);
        Assert.True(File.Exists(golden), $"{Path.GetFileName(golden)} is missing; it would be:\n{printed}");
        Assert.Equal(File.ReadAllText(golden), printed);
    }

    private static string Print(string file)
    {
        var registry = Registry.WithBuiltIns();
        new InfluxPlugin().Register(registry);
        var problems = new Problems();
        var request = new LoadRequest(file)
        {
            ReadText = name => File.ReadAllText(Path.Combine(Folder, name)),
            Environment = name => name == "INFLUX_TOKEN" ? "none of your business" : null,
        };
        var pipeline = PipelineLoader.Load(request, registry, problems);
        if (pipeline is not null) Planner.Plan(pipeline, registry, TimeProvider.System, problems);
        return string.Concat(problems.All.Select(problem => problem + "\n"));
    }
}
