using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Plugins;
using StreamGuard.Core.Runtime;

namespace StreamGuard.Core.Tests.Support;

/// <summary>Plans and runs a pipeline whose sources are scripted and whose sinks collect, by name.</summary>
internal sealed class PipelineHarness
{
    public Registry Registry { get; } = Registry.WithBuiltIns();

    public Dictionary<string, ScriptedSource> Sources { get; } = [];

    public Dictionary<string, CollectingSink> Sinks { get; } = [];

    public CollectingSink Dead { get; } = new();

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public PipelineHarness()
    {
        Registry.Source<ScriptedOptions>("scripted", options => Sources[options.Name]);
        Registry.Sink<ScriptedOptions>("collect", options => Sinks[options.Name]);
    }

    /// <exception cref="InvalidOperationException">The pipeline has errors.</exception>
    public Plan Plan(string yaml)
    {
        var problems = new Problems();
        var definition = PipelineLoader.Load(new LoadRequest("test.yaml") { ReadText = _ => yaml }, Registry, problems);
        var plan = definition is null ? null : Planner.Plan(definition, Registry, Clock, problems);
        return plan ?? throw new InvalidOperationException(string.Join('\n', problems.All));
    }

    public RunningPipeline Start(string yaml) => RunningPipeline.Start(Plan(yaml), Registry, new RunSettings
    {
        Clock = Clock,
        StrictAccounts = true,
        ReplaceDeadLetters = Dead,
    });

    public async Task<RunResult> RunAsync(string yaml)
    {
        using var running = Start(yaml);
        return await running.Completion.WaitAsync(TimeSpan.FromSeconds(30));
    }

    internal sealed record ScriptedOptions
    {
        [Whole]
        public required string Name { get; init; }
    }
}
