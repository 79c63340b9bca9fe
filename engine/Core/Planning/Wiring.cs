using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Planning;

/// <summary>
/// Checks names and wires before anything is typed: each name once, every <c>from</c> known, no cycle, nothing without
/// a use. Gives the components in an order in which each stands behind those it reads from.
/// </summary>
internal sealed class Wiring(PipelineDefinition pipeline, Problems problems)
{
    private readonly Dictionary<string, ComponentDefinition> _byName = [];
    private readonly HashSet<string> _meant = [];
    private readonly HashSet<string> _broken = [.. pipeline.Broken.Select(broken => broken.Name)];

    /// <summary>The components in order; those in or behind a cycle are left out.</summary>
    public IReadOnlyList<ComponentDefinition> Order()
    {
        foreach (var component in All()) _byName.TryAdd(component.Name, component); // the loader has reported names that are taken
        RequireSourceAndSink();
        foreach (var component in _byName.Values) CheckInputs(component);
        var order = Sorted();
        WarnOfUnused();
        return order;
    }

    public static IReadOnlyList<InputReference> From(ComponentDefinition component) => component switch
    {
        TransformDefinition transform => transform.From,
        SinkDefinition sink => sink.From,
        _ => [],
    };

    private IEnumerable<ComponentDefinition> All() => [.. pipeline.Sources, .. pipeline.Transforms, .. pipeline.Sinks];

    private void RequireSourceAndSink()
    {
        var start = new Location(pipeline.File, 1, 1);
        if (pipeline.Sources.Count == 0 && !IsBroken(Role.Source)) problems.Error(ProblemCodes.NoSource, start, "the pipeline has no source.", "Add one under sources:.");
        if (pipeline.Sinks.Count == 0 && !IsBroken(Role.Sink)) problems.Error(ProblemCodes.NoSink, start, "the pipeline has no sink.", "Add one under sinks:, for example screen: { from: …, console: {} }.");
    }

    private bool IsBroken(Role role) => pipeline.Broken.Any(broken => broken.Role == role);

    private void CheckInputs(ComponentDefinition component)
    {
        foreach (var input in From(component))
        {
            // What could not be bound has been reported; whatever reads from it cannot be typed either.
            if (_broken.Contains(input.Name)) continue;
            if (!_byName.TryGetValue(input.Name, out var from))
            {
                var near = NearMatch.Find(input.Name, Outlets());
                if (near is not null) _meant.Add(near);
                problems.Error(ProblemCodes.UnknownComponent, input.Location, $"there is no source or transform '{input.Name}'.",
                    near is null ? null : $"Did you mean '{near}'?");
            }
            else if (from.Type.Role == Role.Sink && !input.Dead)
            {
                problems.Error(ProblemCodes.ReadsFromSink, input.Location, $"'{input.Name}' is a sink; a sink sends nothing on.",
                    $"Read from what the sink reads from, or from its dead letters: {input.Name}.dead.");
            }
        }
    }

    /// <summary>Whatever may be read from.</summary>
    private IEnumerable<string> Outlets() =>
        _byName.Values.Where(known => known.Type.Role != Role.Sink).Select(known => known.Name).Concat(_byName.Keys.Select(name => $"{name}.dead"));

    private List<ComponentDefinition> Sorted()
    {
        var sorted = new List<ComponentDefinition>();
        var waiting = _byName.Values.ToList();
        var placed = new HashSet<string>();
        while (waiting.Find(component => From(component).All(input => placed.Contains(input.Name) || !_byName.ContainsKey(input.Name))) is { } next)
        {
            waiting.Remove(next);
            sorted.Add(next);
            placed.Add(next.Name);
        }

        if (waiting.Count > 0) ReportCycle(waiting);
        return sorted;
    }

    private void ReportCycle(List<ComponentDefinition> waiting)
    {
        var path = new List<ComponentDefinition> { waiting[0] };
        while (true)
        {
            var next = From(path[^1]).Select(input => waiting.Find(component => component.Name == input.Name)).First(found => found is not null)!;
            var at = path.IndexOf(next);
            path.Add(next);
            if (at < 0) continue;
            var cycle = path[at..];
            cycle.Reverse();
            var first = cycle.MinBy(component => component.Location.Line)!;
            problems.Error(ProblemCodes.Cycle, first.Location, $"'{first.Name}' reads from itself: {string.Join(" → ", cycle.Select(component => component.Name))}.",
                "Rows flow one way; break the circle.");
            return;
        }
    }

    private void WarnOfUnused()
    {
        var used = _byName.Values.SelectMany(From).Concat(pipeline.Broken.SelectMany(broken => broken.From)).Select(input => input.Name).Concat(_meant).ToHashSet();
        foreach (var component in _byName.Values.Where(component => component.Type.Role != Role.Sink && !used.Contains(component.Name)))
            problems.Warning(ProblemCodes.Unused, component.Location, $"nothing reads from {Word(component)} '{component.Name}'.",
                "Its rows are read and thrown away; wire a sink to it or remove it.");
    }

    private static string Word(ComponentDefinition component) => component.Type.Role.ToString().ToLowerInvariant();
}
