using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Planning.Changes;

/// <summary>
/// Compares two plans of a pipeline. What it says of state is what a restore would find: state fits where kind and
/// fingerprint are the same.
/// </summary>
public static class PlanComparison
{
    /// <summary>The name that the sink of dead letters has where the file names none.</summary>
    private const string DeadLetters = "dead_letters";

    public static PlanChanges Of(Plan before, Plan after)
    {
        var old = before.Nodes.ToDictionary(node => node.Name);
        List<ComponentChange> components = [.. after.Nodes.Select(node => old.TryGetValue(node.Name, out var known) && known.Role == node.Role
            ? new ComponentComparison(before, after, known, node).Result()
            : New(node))];
        components.AddRange(before.Nodes.Where(node => !after.Nodes.Any(other => other.Name == node.Name && other.Role == node.Role)).Select(Removed));
        if (Dead(before.DeadLetters, after.DeadLetters) is { } dead) components.Add(dead);
        // What is saved is looked for under the pipeline's name, in its folder: elsewhere a restore finds nothing.
        if (RunComparison.IsElsewhere(before, after)) components = [.. components.Select(Forgotten)];
        return new PlanChanges(after.Name, components, [.. RunComparison.Of(before, after)]);
    }

    private static ComponentChange Forgotten(ComponentChange change) => change.State is StateFate.Kept or StateFate.Migrated ? change with { State = StateFate.Lost } : change;

    private static ComponentChange New(PlanNode node) => new(node.Name, node.Role, node.Kind, ComponentFate.New, StateFate.None) { Reads = node.Inputs };

    private static ComponentChange Removed(PlanNode node)
    {
        var (state, reason) = node switch
        {
            { Role: Role.Source } => (StateFate.Lost, "how far it was read is forgotten"),
            { Buffer: not null } => (StateFate.Lost, "rows in its buffer that are not delivered stay there"),
            { SavesState: false } => (StateFate.None, null),
            { Role: Role.Sink } => (StateFate.Finished, null),
            _ => (StateFate.Lost, (string?)null),
        };
        return new ComponentChange(node.Name, node.Role, node.Kind, ComponentFate.Removed, state) { Reason = reason, NeedsRestart = node.Buffer is null ? null : ComponentComparison.WhyBuffered };
    }

    /// <summary>The sink of dead letters, which is no node of the plan; null where it stays as it is.</summary>
    private static ComponentChange? Dead(ComponentDefinition? before, ComponentDefinition? after)
    {
        if (before is null && after is null) return null;
        var differences = before is null || after is null ? [DeadLetters]
            : before.Type.Name != after.Type.Name ? ["kind"]
            : OptionDifferences.Of(before.Options.Value, after.Options.Value).Select(path => $"{after.Type.Name}.{path}").ToList();
        if (differences.Count == 0) return null;
        return new ComponentChange(DeadLetters, Role.Sink, after?.Type.Name ?? "file", ComponentFate.Changed, StateFate.Finished) { Differences = differences };
    }
}
