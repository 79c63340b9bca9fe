using StreamGuard.Core.Planning;

namespace StreamGuard.Host.Http.Taps;

/// <summary>An edge that somebody wants to look at.</summary>
/// <param name="Place">The component whose rows it carries, or its dead letters.</param>
internal sealed record TapRequest(PlanInput Place)
{
    private const string Arrow = "->";
    private const string Dead = ".dead";

    /// <summary>Reads what was asked for: <c>from->to</c>, <c>from</c>, <c>from.dead</c>.</summary>
    /// <param name="edge">The text.</param>
    /// <param name="plan">The plan in force.</param>
    /// <param name="refusal">Why there is none, with what there is; null when there is one.</param>
    public static TapRequest? Read(string? edge, Plan plan, out string? refusal)
    {
        var parts = (edge ?? "").Split(Arrow, 2, StringSplitOptions.TrimEntries);
        var isDead = parts[0].EndsWith(Dead, StringComparison.Ordinal);
        var place = new PlanInput(isDead ? parts[0][..^Dead.Length] : parts[0], isDead);
        var isThere = plan.Nodes.Any(node => node.Name == place.Node) && (parts.Length == 1 || plan.Readers(place.Node, isDead).Any(reader => reader.Name == parts[1]));
        refusal = isThere ? null : $"{plan.Name} has no edge '{edge}'. It has {string.Join(", ", Edges(plan))}; and a component's name with .dead behind it, for its dead letters.";
        return isThere ? new TapRequest(place) : null;
    }

    /// <summary>The names of a plan's edges.</summary>
    public static IEnumerable<string> Edges(Plan plan) => plan.Nodes.SelectMany(node => node.Inputs.Select(input => $"{input}{Arrow}{node.Name}"));
}
