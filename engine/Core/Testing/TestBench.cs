using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Testing;

/// <summary>
/// A pipeline as a test runs it: its own transforms, a <see cref="TestSource"/> in the place of each source, a
/// <see cref="Collector"/> in the place of each sink and behind each component of which rows are expected.
/// </summary>
internal sealed class TestBench
{
    private readonly Dictionary<string, TestSource> _sources = [];
    private readonly Dictionary<string, Collector> _collectors = [];

    public TestBench(PipelineDefinition pipeline, IEnumerable<Expectation> expectations)
    {
        var sinks = pipeline.Sinks.Select(sink => sink with { Type = Collecting(sink.Name), Options = None(sink.Location), Common = new SinkOptions() }).ToList();
        var taps = expectations.Where(expected => !_collectors.ContainsKey(expected.Component)).Select(Tap).ToList();
        Definition = pipeline with
        {
            Sources = [.. pipeline.Sources.Select(Feed)],
            Sinks = [.. sinks, .. taps],
            DeadLetters = DeadLetters(pipeline),
        };
    }

    public PipelineDefinition Definition { get; }

    public TestSource Source(string name) => _sources[name];

    /// <summary>The rows that a component has sent so far; of a sink, those it was given.</summary>
    public IReadOnlyList<object?[]> Rows(string component) => _collectors[component].Rows;

    /// <summary>Takes no more rows: what an end forced upon the run makes is none of the test's business.</summary>
    public void Freeze()
    {
        foreach (var collector in _collectors.Values) collector.Freeze();
    }

    /// <summary>The run was killed: the sources of the next send again what its checkpoint does not hold.</summary>
    public void Crashed()
    {
        foreach (var source in _sources.Values) source.Crashed();
    }

    /// <summary>Completes when they have.</summary>
    public Task ReplayedAsync() => Task.WhenAll(_sources.Values.Select(source => source.Replayed));

    public void EndInput()
    {
        foreach (var source in _sources.Values) source.End();
    }

    private SourceDefinition Feed(SourceDefinition source)
    {
        var stand = new TestSource((ISource)source.Type.Create(source.Options.Value));
        _sources[source.Name] = stand;
        return source with
        {
            Type = source.Type with { Create = _ => stand },
            Decoder = source.Decoder is { } decoder ? decoder with { Type = decoder.Type with { Create = options => new TestDecoder((IDecoder)decoder.Type.Create(options)) } } : null,
        };
    }

    private SinkDefinition Tap(Expectation expected) => new()
    {
        Name = $"expect {expected.Component}",
        Location = expected.Location,
        Type = Collecting(expected.Component),
        Options = None(expected.Location),
        From = [new InputReference(expected.Target, expected.IsDead, expected.Location)],
        Common = new SinkOptions(),
    };

    private ComponentDefinition DeadLetters(PipelineDefinition pipeline)
    {
        var place = new Location(pipeline.File, 1, 1);
        return new ComponentDefinition { Name = "dead_letters", Location = place, Type = Collecting("dead_letters"), Options = None(place) };
    }

    private ComponentType Collecting(string component)
    {
        var collector = new Collector();
        _collectors[component] = collector;
        return new ComponentType(Role.Sink, "collector", typeof(object), _ => collector, null);
    }

    private static BoundOptions None(Location place) => new(new object(), new Dictionary<string, Location> { [""] = place });
}
