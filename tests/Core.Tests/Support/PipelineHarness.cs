using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Plugins;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Runtime.Taps;

namespace StreamGuard.Core.Tests.Support;

/// <summary>Plans and runs a pipeline whose sources are scripted and whose sinks collect, by name.</summary>
internal sealed class PipelineHarness
{
    public Registry Registry { get; } = Registry.WithBuiltIns();

    public Dictionary<string, ScriptedSource> Sources { get; } = [];

    public Dictionary<string, CollectingSink> Sinks { get; } = [];

    /// <summary>Sources of kind 'replayed', for the run that is started next.</summary>
    public Dictionary<string, ReplayedSource> Replayed { get; } = [];

    /// <summary>What sinks of kind 'table' write to.</summary>
    public Dictionary<string, OutsideTable> Tables { get; } = [];

    /// <summary>Where dead letters go that are committed with their epoch.</summary>
    public OutsideTable? DeadTable { get; init; }

    /// <summary>What outlives the runs; null where none are kept.</summary>
    public ICheckpoints? Checkpoints { get; set; }

    public RestartOptions Restart { get; set; } = new();

    /// <summary>Where rows are looked at; null where nobody does.</summary>
    public PipelineTaps? Taps { get; init; }

    /// <summary>Warnings of all runs.</summary>
    public List<Problem> Warnings { get; } = [];

    public CollectingSink Dead { get; } = new();

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public PipelineHarness()
    {
        Registry.Source<ScriptedOptions>("scripted", options => Sources[options.Name]);
        Registry.Source<ScriptedOptions>("replayed", options => Replayed[options.Name]);
        Registry.Sink<ScriptedOptions>("table", options => Tables[options.Name].NewSink());
        Registry.Sink<ScriptedOptions>("collect", options => Sinks[options.Name]);
    }

    /// <exception cref="InvalidOperationException">The pipeline has errors.</exception>
    /// <param name="yaml">The pipeline file.</param>
    /// <param name="included">What every file that it includes has in it.</param>
    public Plan Plan(string yaml, string included = "")
    {
        var problems = new Problems();
        var definition = PipelineLoader.Load(new LoadRequest("test.yaml") { ReadText = file => file == "test.yaml" ? yaml : included }, Registry, problems);
        var plan = definition is null ? null : Planner.Plan(definition, Registry, Clock, problems);
        return plan ?? throw new InvalidOperationException(string.Join('\n', problems.All));
    }

    public RunningPipeline Start(string yaml) => RunningPipeline.Start(Plan(yaml), Registry, new RunSettings
    {
        Clock = Clock,
        StrictAccounts = true,
        ReplaceDeadLetters = DeadTable?.NewSink() ?? Dead,
        ReplaceCheckpoints = Checkpoints,
        Restart = Restart,
        Taps = Taps,
        Warn = Warnings.Add,
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
