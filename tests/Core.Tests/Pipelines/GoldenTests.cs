using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Pipelines;

/// <summary>
/// Every tests/Golden/bad-*.yaml gives exactly the text of the .txt beside it. Comments at the beginning of a file say
/// how to load it: <c># profile: name</c>, <c># set: path=value</c>, <c># env: NAME=value</c>, <c># file: other</c>.
/// <c>${GOLDEN}</c> is the folder, and is left out of what is printed.
/// With STREAMGUARD_UPDATE_GOLDEN=1 the texts are written anew.
/// </summary>
public class GoldenTests
{
    private static readonly string Folder = Path.Combine(SharedData.RepositoryRoot(), "tests", "Golden");

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

    [Fact]
    public void Every_text_has_its_file() =>
        Assert.All(Directory.GetFiles(Folder, "bad-*.txt"), text => Assert.True(File.Exists(Path.ChangeExtension(text, ".yaml")), text));

    private static string Print(string file)
    {
        var head = Directives(Path.Combine(Folder, file)).ToLookup(line => line.Key, line => line.Value);
        var environment = head["env"].Select(Pair).ToDictionary(pair => pair.Left, pair => pair.Right);
        var request = new LoadRequest(head["file"].FirstOrDefault() ?? file)
        {
            Profile = head["profile"].FirstOrDefault(),
            Set = [.. head["set"].Select(Pair)],
            Environment = name => name == "GOLDEN" ? Folder : environment.GetValueOrDefault(name),
            ReadText = name => PipelineText.Read(Path.Combine(Folder, name)),
        };
        var problems = new Problems();
        var registry = FakeComponents.RegistryWithBuiltIns();
        if (PipelineLoader.Load(request, registry, problems) is { } pipeline) Planner.Plan(pipeline, registry, TimeProvider.System, problems);
        return string.Concat(problems.All.Select(problem => problem + "\n")).Replace(Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
    }

    private static IEnumerable<KeyValuePair<string, string>> Directives(string path) =>
        File.ReadLines(path).TakeWhile(line => line.StartsWith("# ", StringComparison.Ordinal))
            .Select(line => line[2..].Split(": ", 2))
            .Where(parts => parts.Length == 2)
            .Select(parts => KeyValuePair.Create(parts[0], parts[1]));

    private static (string Left, string Right) Pair(string text) => (text.Split('=', 2)[0], text.Split('=', 2)[1]);
}
