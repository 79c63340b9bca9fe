using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Plugins;
using StreamGuard.Core.Runtime.Buffering;

namespace StreamGuard.Core.Runtime;

/// <summary>What stays the same for as long as a run lasts, whatever graph it has.</summary>
/// <param name="Registry">What makes components.</param>
/// <param name="Settings">How the run is run.</param>
/// <param name="Scope">The run's.</param>
/// <param name="DeadScope">That of its dead letters.</param>
/// <param name="Epochs">Whom sinks tell what they have prepared.</param>
/// <param name="DeadEpochs">Whom the sink of dead letters tells.</param>
/// <param name="DeadLetters">Makes and counts dead letters.</param>
/// <param name="Barriers">Checks accounts.</param>
internal sealed record RunBasis(
    Registry Registry, RunSettings Settings, RunScope Scope, RunScope DeadScope, ISinkEpochs Epochs, ISinkEpochs DeadEpochs, DeadLetterWriter DeadLetters, BarrierLog Barriers);

/// <summary>
/// The components of a plan as instances, each at no place yet: made when they are first asked for, or given, where they go
/// on from an earlier graph.
/// </summary>
internal sealed class Parts(Plan plan, RunBasis basis)
{
    private readonly Dictionary<string, SourceStage> _sources = [];
    private readonly Dictionary<(string Name, string Part), Operator> _operators = [];
    private readonly Dictionary<string, SinkStage> _sinks = [];
    private readonly ComponentFactory _factory = new(plan, basis.Registry, basis.Settings);
    private SinkStage? _deadSink;

    public IEnumerable<SourceStage> Sources => _sources.Values;

    public IEnumerable<Operator> Operators => _operators.Values;

    public IEnumerable<SinkStage> Sinks => _sinks.Values;

    /// <summary>The sink of dead letters.</summary>
    public SinkStage DeadSink => _deadSink ??= NewDeadSink();

    /// <summary>Takes over what goes on from an earlier graph.</summary>
    public void Take(SourceStage source) => _sources.Add(source.Node.Name, source);

    public void Take(Operator known) => _operators.Add((known.Node.Name, known.Slot.Part), known);

    public void Take(SinkStage sink) => _sinks.Add(sink.Definition.Name, sink);

    public void TakeDeadSink(SinkStage sink) => _deadSink = sink;

    /// <summary>Makes what is not there yet.</summary>
    public void MakeAll()
    {
        _ = DeadSink;
        foreach (var node in plan.Nodes)
            if (node.Role == Role.Source) Source(node);
            else if (node.Role == Role.Sink) Sink(node);
            else
                foreach (var part in PartsOf(node)) Operator(node, part);
    }

    /// <summary>Names of a transform's instances: one, or one a lane.</summary>
    public IReadOnlyList<string> PartsOf(PlanNode node) => plan.Run.Lanes > 1 && node is { Keying: not null, Inputs.Count: 1 }
        ? [.. Enumerable.Range(1, plan.Run.Lanes).Select(lane => $"lane {lane} of {plan.Run.Lanes}")]
        : ["transform"];

    public SourceStage Source(PlanNode node)
    {
        if (_sources.TryGetValue(node.Name, out var known)) return known;
        var (source, decoder) = _factory.Source(node);
        var order = new SourceSequencer(node, Nowhere(), basis.DeadLetters, basis.Barriers, basis.Scope.States, source.IsBounded, basis.Scope.Clock, basis.Settings.GuardsFuture);
        return _sources[node.Name] = new SourceStage(basis.Scope, node, source, decoder, order, basis.Settings.Parallelism, basis.Settings.Plays);
    }

    public Operator Operator(PlanNode node, string part)
    {
        if (_operators.TryGetValue((node.Name, part), out var known)) return known;
        var slot = new StateSlot(node.Name, part, node.Kind, node.Fingerprint);
        return _operators[(node.Name, part)] = new Operator(basis.Scope, node, Nowhere(), slot, _factory.Transform(node), basis.Barriers, basis.DeadLetters) { IsLane = part != "transform" };
    }

    public SinkStage Sink(PlanNode node)
    {
        if (_sinks.TryGetValue(node.Name, out var known)) return known;
        var made = _factory.Sink(node);
        if (node.Buffer is not null) made = new BufferedSink(basis.Scope, node, made, basis.DeadLetters);
        return _sinks[node.Name] = new SinkStage(basis.Scope, basis.Barriers, basis.Epochs, node.Definition, SlotOf(node), made, plan.Run.LinkCapacity);
    }

    /// <summary>Where a sink has its state.</summary>
    public static StateSlot SlotOf(PlanNode node) => new(node.Name, node.Buffer is null ? "sink" : BufferMark.Part, node.Kind, node.Fingerprint);

    private Stage Nowhere() => new(basis.Scope.Clock);

    private SinkStage NewDeadSink()
    {
        var (dead, sink) = _factory.DeadLetters();
        var slot = new StateSlot(dead.Name, "sink", dead.Type.Name, StateFingerprint.Later(() => [dead.Type.Name, StateFingerprint.Text(dead.Options.Value)]));
        return new SinkStage(basis.DeadScope, basis.Barriers, basis.DeadEpochs, dead, slot, sink, plan.Run.LinkCapacity) { Order = new DeadLetterOrder() };
    }
}
