using StreamGuard.Core.Planning;
using StreamGuard.Core.Planning.Changes;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Runtime.Changing;

/// <summary>Which instances of a running graph go on, which give way to others of their name, and which go.</summary>
internal sealed class ComponentSets(Graph graph, Plan after, PlanChanges changes)
{
    private readonly Dictionary<string, ComponentChange> _changes = changes.Components.ToDictionary(change => change.Name);

    /// <summary>It goes on as it is.</summary>
    public bool GoesOn(string name) => !_changes.TryGetValue(name, out var change) || change.Fate == ComponentFate.Unchanged;

    /// <summary>It is made anew, and takes the state over that it had.</summary>
    public bool IsRestored(string name) => Fate(name) == ComponentFate.Changed && (_changes[name].Role != Role.Sink || _changes[name].State == StateFate.Kept);

    /// <summary>Only the next plan has it.</summary>
    public bool IsNew(string name) => Fate(name) == ComponentFate.New;

    /// <summary>A component of its name takes its place.</summary>
    public bool IsReplaced(string name) => Fate(name) == ComponentFate.Changed;

    /// <summary>No component of its name follows.</summary>
    public bool IsGone(string name) => Fate(name) == ComponentFate.Removed;

    public IEnumerable<SourceStage> Replaced(IEnumerable<SourceStage> sources) => sources.Where(source => IsReplaced(source.Node.Name));

    /// <summary>Those of the running graph that are replaced, the sink of dead letters among them.</summary>
    public IEnumerable<SinkStage> ReplacedSinks => graph.Sinks.Append(graph.DeadSink).Where(sink => IsReplaced(sink.Definition.Name));

    /// <summary>Sinks that write what they hold at the barrier, since nobody takes it over.</summary>
    public IEnumerable<SinkStage> Leaving => graph.Sinks.Append(graph.DeadSink).Where(sink => !GoesOn(sink.Definition.Name) && !IsRestored(sink.Definition.Name));

    /// <summary>
    /// A new sink may be opened while the others of its kind are open: none of them goes, whose file or table it might take
    /// over.
    /// </summary>
    public bool OpensAhead(SinkStage sink) =>
        !sink.IsTransactional && IsNew(sink.Definition.Name) && !_changes.Values.Any(change => change.Role == Role.Sink && change.Kind == sink.Definition.Type.Name && change.Fate is ComponentFate.Changed or ComponentFate.Removed);

    /// <summary>
    /// A component whose input has ended cannot be given rows again: the first that would be, or that is another now; null
    /// when there is none.
    /// </summary>
    public string? Ended()
    {
        var ended = graph.Operators.Where(known => known.HasEnded).Select(known => known.Node.Name)
            .Concat(graph.Sinks.Where(sink => sink.HasEnded).Select(sink => sink.Definition.Name))
            .Concat(graph.Sources.Where(source => source.Order.HasEnded).Select(source => source.Node.Name)).ToHashSet();
        return ended.FirstOrDefault(name => IsReplaced(name) || (GoesOn(name) && after.Nodes.First(node => node.Name == name).Inputs.Any(input => !ended.Contains(input.Node))));
    }

    private ComponentFate Fate(string name) => _changes.TryGetValue(name, out var change) ? change.Fate : ComponentFate.Unchanged;
}
