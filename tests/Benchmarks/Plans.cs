using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Plugins;
using StreamGuard.Plugins.Detectors;
using StreamGuard.Plugins.DuckDb;
using StreamGuard.Plugins.Kafka;
using StreamGuard.Plugins.Onnx;

namespace StreamGuard.Benchmarks;

/// <summary>Loads and plans the pipelines of the benchmarks.</summary>
internal static class Plans
{
    public static Registry Registry { get; } = WithPlugins();

    private static Registry WithPlugins()
    {
        var registry = Registry.WithBuiltIns();
        new DetectorsPlugin().Register(registry);
        new DuckDbPlugin().Register(registry);
        new KafkaPlugin().Register(registry);
        new OnnxPlugin().Register(registry);
        return registry;
    }

    /// <exception cref="InvalidOperationException">The file has problems.</exception>
    public static Plan Load(string name, Dictionary<string, string> variables, string? profile = null, IReadOnlyList<(string Path, string Value)>? set = null)
    {
        var problems = new Problems();
        var request = new LoadRequest(Path.Combine(AppContext.BaseDirectory, name)) { Environment = variables.GetValueOrDefault, Profile = profile, Set = set ?? [] };
        var definition = PipelineLoader.Load(request, Registry, problems);
        var plan = definition is null ? null : Planner.Plan(definition, Registry, TimeProvider.System, problems);
        return plan ?? throw new InvalidOperationException(string.Join('\n', problems.All));
    }
}
