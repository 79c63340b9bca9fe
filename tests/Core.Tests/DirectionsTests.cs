using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace StreamGuard.Core.Tests;

/// <summary>What may reference what: engine/ARCHITECTURE.md says why.</summary>
public class DirectionsTests
{
    private const string Dataflow = "System.Threading.Tasks.Dataflow";

    private static readonly string Root = FindRoot();

    [Fact]
    public void Contracts_reference_nothing_but_the_base_library()
    {
        var project = XDocument.Load(Path.Combine(Root, "engine/Contracts/Contracts.csproj"));

        Assert.Empty(project.Descendants("ProjectReference"));
        Assert.Empty(project.Descendants("PackageReference"));
        Assert.DoesNotContain(Dataflow, References(typeof(Contracts.Batch)));
    }

    [Theory]
    [InlineData("engine/Core/Core.csproj", "Contracts")]
    [InlineData("engine/Host/Host.csproj", "Core")]
    public void Projects_reference_only_what_lies_below(string project, string allowed) =>
        Assert.Equal([allowed], ProjectReferences(Path.Combine(Root, project)));

    [Fact]
    public void Plugins_reference_contracts_only()
    {
        var projects = Directory.GetDirectories(Path.Combine(Root, "plugins")).SelectMany(plugin => Directory.GetFiles(plugin, "*.csproj"));

        Assert.All(projects, project => Assert.Equal(["Contracts"], ProjectReferences(project)));
    }

    [Fact]
    public void Only_runtime_knows_dataflow()
    {
        var knowing = Sources("engine", "plugins").Where(file => File.ReadAllText(file).Contains(Dataflow, StringComparison.Ordinal));

        Assert.All(knowing, file => Assert.StartsWith("engine/Core/Runtime/", Relative(file), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Pipelines")]
    [InlineData("Planning")]
    [InlineData("Expressions")]
    [InlineData("Transforms")]
    [InlineData("Aggregates")]
    [InlineData("Connectors")]
    [InlineData("Decoders")]
    public void What_is_planned_knows_nothing_of_what_runs(string folder)
    {
        var running = new Regex(@"StreamGuard\.Core\.(Runtime|Testing)\b|(?<![\w.])Runtime\.[A-Z]");
        var sources = Sources($"engine/Core/{folder}");

        Assert.All(sources, file => Assert.DoesNotMatch(running, File.ReadAllText(file)));
    }

    private static IEnumerable<string> References(Type type) =>
        type.Assembly.GetReferencedAssemblies().Select(name => name.Name!);

    private static IEnumerable<string> ProjectReferences(string project) =>
        XDocument.Load(project).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));

    private static IEnumerable<string> Sources(params string[] folders) =>
        folders.Select(folder => Path.Combine(Root, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories));

    private static string Relative(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "StreamGuard.Dataflow.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
