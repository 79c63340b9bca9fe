using System.Net;
using StreamGuard.Host.Http.Stored;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Http;

public sealed class ModelEndpointsTests : IAsyncLifetime
{
    private readonly HttpRig _rig = new();

    private string Data => Path.Combine(_rig.Host.Folder.Path, "data");

    public Task InitializeAsync()
    {
        Bundle("wear/1", "1");
        Bundle("wear/2", "2");
        File.WriteAllText(Path.Combine(Data, "wear", "LATEST"), "1\n");
        Bundle("deep/alone", "7");
        return _rig.StartAsync(api: new ApiSettings { Data = Data });
    }

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task Lists_models_with_and_without_versions_and_which_is_in_force()
    {
        var models = (await _rig.GetAsync("/api/models")).EnumerateArray().ToList();

        Assert.Equal(["deep:alone", "wear"], models.Select(model => model.GetProperty("name").GetString()!));
        Assert.Equal("7", models[0].GetProperty("versions")[0].GetProperty("version").GetString());
        Assert.False(models[0].TryGetProperty("latest", out _));
        Assert.Equal("1", models[1].GetProperty("latest").GetString());
        Assert.Equal([("1", true), ("2", false)], models[1].GetProperty("versions").EnumerateArray().Select(version => (version.GetProperty("version").GetString()!, version.GetProperty("latest").GetBoolean())));
    }

    [Fact]
    public async Task Tells_what_a_version_says_of_itself()
    {
        var version = await _rig.GetAsync("/api/models/wear/versions/2");

        var manifest = version.GetProperty("manifest");
        Assert.Equal(("wear", "onnx", 0.5, true), (manifest.GetProperty("name").GetString(), manifest.GetProperty("model").GetProperty("format").GetString(), manifest.GetProperty("threshold").GetProperty("value").GetDouble(), manifest.GetProperty("training").GetProperty("shuffled").GetBoolean()));
        Assert.Equal(["a", "b"], manifest.GetProperty("features").EnumerateArray().Select(feature => feature.GetString()!));
        Assert.Equal(0.97, manifest.GetProperty("training").GetProperty("auc").GetDouble());
        Assert.Equal(["bundle.yaml"], version.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("path").GetString()!));
    }

    [Theory]
    [InlineData("/api/models/nobody", "There is no model 'nobody' here; there are deep:alone, wear.")]
    [InlineData("/api/models/wear/versions/9", "The model 'wear' has no version '9'; there are 1, 2.")]
    [InlineData("/api/models/wear/versions/..%2f1", "The model 'wear' has no version '..%2f1'; there are 1, 2.")]
    public async Task What_is_not_there_is_named(string path, string detail)
    {
        var (status, problem) = await _rig.AskAsync(HttpMethod.Get, path);

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal(detail, problem.GetProperty("detail").GetString(), ignoreCase: true);
    }

    [Fact]
    public async Task A_damaged_bundle_is_told_and_hides_no_other()
    {
        File.WriteAllText(Path.Combine(Data, "wear", "2", "bundle.yaml"), "name: [");

        var wear = await _rig.GetAsync("/api/models/wear");
        var (status, _) = await _rig.AskAsync(HttpMethod.Get, "/api/models/wear/versions/2");

        Assert.Contains("bundle.yaml", wear.GetProperty("versions")[1].GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, status);
    }

    private void Bundle(string folder, string version) => _rig.Host.Folder.Write($"data/{folder}/bundle.yaml", $$"""
        name: wear
        version: {{version}}
        model: { file: model.onnx, format: onnx, sha256: 04eaa85124dfd82476b4691276104c325533c9180dc855784ecfaf7c7c214cb4 }
        input: { name: features, type: float32, shape: [batch, 2] }
        output: { name: p, type: float32, shape: [batch, 2], column: 1 }
        features: [a, b]
        missing: 0.0
        score: { name: wear, kind: probability }
        threshold: { value: 0.5, anomaly_when: score > threshold }
        training: { rows: 1000, auc: 0.97, shuffled: true }
        """);
}
