using StreamGuard.Core.Models;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Conformance.Tests;

/// <summary>Generated files are committed and must be fresh; STREAMGUARD_UPDATE_GOLDEN=1 writes them anew.</summary>
public sealed class GeneratedFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [AllPluginsFact]
    public void The_schema_of_pipeline_files_is_fresh() =>
        Compare("schemas/pipeline.schema.json", JsonSchemaGenerator.Generate(BuiltPlugins.Registry(_folder)));

    [AllPluginsFact]
    public void The_page_of_components_is_fresh() =>
        Compare("engine/COMPONENTS.md", ComponentDocs.Markdown(BuiltPlugins.Registry(_folder)));

    [Fact]
    public void The_schema_of_bundles_is_fresh() => Compare("schemas/bundle.schema.json", BundleSchema.Generate());

    [Fact]
    public void The_page_of_bundles_is_fresh() => Compare("engine/MODELS.md", BundleDocs.Markdown());

    private static void Compare(string path, string generated)
    {
        var file = Path.Combine(SharedData.RepositoryRoot(), path);
        if (Environment.GetEnvironmentVariable("STREAMGUARD_UPDATE_GOLDEN") == "1") File.WriteAllText(file, generated);

        Assert.True(File.Exists(file) && File.ReadAllText(file) == generated, $"{path} is stale: run the tests once with STREAMGUARD_UPDATE_GOLDEN=1 and commit it");
    }
}
