using StreamGuard.Contracts;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Rules;
using StreamGuard.Core.Sequences;
using StreamGuard.Core.Transforms.Correlations;
using StreamGuard.Core.Transforms.Groups;
using StreamGuard.Core.Transforms.Windows;

namespace StreamGuard.Core.Runtime.Taps;

/// <summary>Where the rows passed that led to the alerts of a rule.</summary>
/// <param name="Place">The component that sent them.</param>
/// <param name="Key">The columns in which they are equal to the alert; none where a rule looks at all rows alike.</param>
public sealed record AlertOrigin(string Place, IReadOnlyList<string> Key)
{
    /// <summary>The column with the event time of the rows; null where they have none.</summary>
    public string? RowTime { get; init; }

    /// <summary>The column with the event time of the alert; null where it has none.</summary>
    public string? AlertTime { get; init; }

    /// <summary>Of each rule whose alerts pass a place of a plan.</summary>
    public static IReadOnlyDictionary<string, AlertOrigin> Of(Plan plan, string component)
    {
        var origins = new Dictionary<string, AlertOrigin>();
        Collect(plan, plan.Node(component), plan.Node(component).Schema, origins);
        return origins;
    }

    private static void Collect(Plan plan, PlanNode node, Schema alerts, Dictionary<string, AlertOrigin> origins)
    {
        if (node.Definition.Options.Value is RulesOptions rules)
            foreach (var (name, rule) in rules.Rules) origins.TryAdd(name, Timed(plan, Of(plan, node, rule, alerts), alerts));
        foreach (var input in node.Inputs.Where(input => !input.Dead)) Collect(plan, plan.Node(input.Node), alerts, origins);
    }

    /// <summary>
    /// The rows that were gathered into the alert's, where it was made of several; else those that came to the rule. Of its own
    /// key, or of the nearest before it that the alert still has.
    /// </summary>
    private static AlertOrigin Of(Plan plan, PlanNode node, RuleOptions rule, Schema alerts)
    {
        var input = node.Inputs[0].Node;
        var own = rule.Sequence?.Key is { Count: > 0 } sequence ? sequence : rule.Key;
        for (var before = plan.Node(input); rule.Sequence is null && before.Inputs.Count == 1; before = plan.Node(before.Inputs[0].Node))
        {
            if (Gathers(before) is { } gathered && IsThere(gathered)) return new AlertOrigin(before.Inputs[0].Node, gathered);
            if (own.Count == 0 && before.Keying is { } keying && IsThere(keying.Columns)) own = keying.Columns;
        }

        return new AlertOrigin(input, own.Where(column => alerts.IndexOf(column) >= 0).ToList());

        bool IsThere(IReadOnlyList<string> columns) => columns.All(column => alerts.IndexOf(column) >= 0);
    }

    private static AlertOrigin Timed(Plan plan, AlertOrigin origin, Schema alerts) =>
        origin with { RowTime = plan.Node(origin.Place).Schema.EventTime, AlertTime = alerts.EventTime };

    /// <summary>The key of a transform that makes one row out of several; null of others.</summary>
    private static IReadOnlyList<string>? Gathers(PlanNode node) => node.Definition.Options.Value switch
    {
        WindowOptions window => window.Key,
        GroupOptions group => group.Key,
        CorrelateOptions correlate => correlate.Key,
        SequenceOptions sequence => sequence.Key,
        _ => null,
    };
}
