using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using StreamGuard.Integration.Tests.Support;

namespace StreamGuard.Integration.Tests;

/// <summary>Models from the command line: checked, put in force, taken back, and replaced in a run that goes on.</summary>
public sealed class ModelsTests : IDisposable
{
    /// <summary>A tree of one split: 0.5 + left where the value is below 0, else 0.5 + right.</summary>
    private const string Tree = """
        {"learner":{"attributes":{},"gradient_booster":{"name":"gbtree","model":{"gbtree_model_param":{"num_parallel_tree":"1"},"tree_info":[0],
        "trees":[{"tree_param":{"size_leaf_vector":"0"},"left_children":[1,-1,-1],"right_children":[2,-1,-1],"split_indices":[0,0,0],"split_conditions":[0,LEFT,RIGHT],"default_left":[1,0,0],"split_type":[0,0,0]}]}},
        "learner_model_param":{"base_score":"5E-1","num_class":"0","num_feature":"1","num_target":"1"},"objective":{"name":"reg:squarederror"}},"version":[1,7,4]}
        """;

    private const string Pipeline = """
        pipeline: scoring
        sources:
          readings: { simulate: { model: hydraulic-rig, speed: 60 }, event_time: { column: timestamp } }
        transforms:
          scored: { from: readings, score: { model: models, emit: { wear: score, by: version }, reload: 1h } }
        checkpoint: { every: 200ms }
        sinks:
          out: { from: scored, file: { path: out.jsonl } }
        """;

    private readonly TempFolder _folder = new();

    public ModelsTests()
    {
        Version("1", "1", "2");
        Version("2", "10", "20");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_version_is_put_in_force_when_it_has_passed_and_taken_back()
    {
        var first = await Run("promote", "models", "1");
        var second = await Run("promote", "models", "2");
        _folder.Write("models/2/model.json", "cut off");
        var bad = await Run("check", "models");
        var back = await Run("rollback", "models");
        var refused = await Run("promote", "models", "2");
        var listed = await Run("list", "models");

        Assert.Equal([0, 0, 1, 0, 1, 0], [first.ExitCode, second.ExitCode, bad.ExitCode, back.ExitCode, refused.ExitCode, listed.ExitCode]);
        Assert.EndsWith("version 2 of models is in force, 1 was before\n", second.Output, StringComparison.Ordinal);
        Assert.Contains("'model.json' has sha256", bad.Output, StringComparison.Ordinal);
        Assert.Equal("version 1 of models is in force again\n", back.Output);
        Assert.EndsWith("version 1 of models stays in force\n", refused.Output, StringComparison.Ordinal);
        Assert.Contains("in force", listed.Output.Split('\n')[1], StringComparison.Ordinal);
        Assert.Equal("1\n", await File.ReadAllTextAsync(_folder["models/LATEST"]));
    }

    [Fact]
    public async Task Says_of_a_bundle_all_that_was_checked()
    {
        var check = await Run("check", "models/1");
        var json = await Run("check", "models/1", "--json");

        Assert.Equal((0, 0), (check.ExitCode, json.ExitCode));
        Assert.Contains("unproven  golden     unproven: there are no golden rows", check.Output, StringComparison.Ordinal);
        Assert.Contains("\"passed\":true,\"proven\":false", json.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_replaces_the_model_of_a_run_that_goes_on()
    {
        if (OperatingSystem.IsWindows()) return;
        await Run("promote", "models", "1");
        using var running = new RunningProgram(_folder.Path, new Dictionary<string, string>(), "run", _folder.Write("scoring.yaml", Pipeline));
        await running.Until(() => Written().Contains("\"by\":\"1\"", StringComparison.Ordinal));

        await Run("promote", "models", "2");
        await running.HangUpAsync();
        await running.Until(() => Written().Contains("\"by\":\"2\"", StringComparison.Ordinal));
        var code = await running.SignalAsync("TERM");
        var status = await Run("status");

        Assert.Equal(0, code);
        var versions = Written().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[^3]).ToList();
        Assert.Equal(versions.Order(), versions);
        Assert.Contains("scoring.scored (ended)", status.Output, StringComparison.Ordinal);
        Assert.Contains("1 × scored: another version took over", await running.Errors, StringComparison.Ordinal);
    }

    private Task<Outcome> Run(params string[] arguments) => Program.RunAsync(_folder.Path, ["models", .. arguments]);

    private string Written() => File.Exists(_folder["out.jsonl"]) ? File.ReadAllText(_folder["out.jsonl"]) : "";

    private void Version(string name, string left, string right)
    {
        var model = Tree.Replace("LEFT", left, StringComparison.Ordinal).Replace("RIGHT", right, StringComparison.Ordinal);
        _folder.Write($"models/{name}/model.json", model);
        _folder.Write($"models/{name}/bundle.yaml", $$"""
            name: wear
            version: {{name}}
            model: { file: model.json, format: xgboost, sha256: {{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(model)))}} }
            input: { name: features, shape: [batch, 1] }
            output: { name: prediction, shape: [batch] }
            features: [{ reading: value }]
            score: { name: wear, kind: value }
            """);
    }
}
