using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Planning.Changes;

/// <summary>What changes when one plan follows another: data for people, for programs and for the runtime.</summary>
/// <param name="Pipeline">The name of the next plan.</param>
/// <param name="Components">Every component of either plan: those of the next in its order, then those that are removed.</param>
/// <param name="Run">Keys about the whole run that differ.</param>
public sealed record PlanChanges(string Pipeline, IReadOnlyList<ComponentChange> Components, IReadOnlyList<RunChange> Run)
{
    /// <summary>The components whose state has no place in the next plan.</summary>
    public IEnumerable<ComponentChange> Losses => Components.Where(component => component.State == StateFate.Lost);

    /// <summary>What a running pipeline cannot take over, and why.</summary>
    public IEnumerable<string> Obstacles =>
    [
        .. Run.Where(change => change.NeedsRestart is not null).Select(change => $"{change.Key} cannot change while it runs: {change.NeedsRestart}"),
        .. Components.Where(component => component.NeedsRestart is not null).Select(component => $"{component.Role.ToString().ToLowerInvariant()} '{component.Name}' cannot change while it runs: {component.NeedsRestart}"),
    ];

    /// <summary>The plans ask for the same.</summary>
    public bool IsEmpty => Run.Count == 0 && Components.All(component => component is { Fate: ComponentFate.Unchanged, IsRewired: false });

    /// <summary>How one component fares.</summary>
    public ComponentChange? Find(string name) => Components.FirstOrDefault(component => component.Name == name);
}
