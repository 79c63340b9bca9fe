using StreamGuard.Contracts;

namespace StreamGuard.Core.Rules;

/// <summary>Tells the planner how much state rules keep, and what it depends on.</summary>
internal static class RuleState
{
    /// <summary>What a rule remembers: its state still fits when what is said, how bad it is or a bound is changed.</summary>
    public static string DependsOn(string name, RuleOptions rule, Schema input)
    {
        var key = string.Join(", ", rule.Key.Select(column => input.Find(column)));
        var condition = rule.Zscore is { } score ? $"zscore of {score.Of} over {score.Over}" : rule.Change is { } change ? $"change of {change.Of} within {change.Within}" : rule.Sequence is { } sequence ? $"sequence of {string.Join("; ", sequence.Steps)} within {sequence.Within} after {sequence.After} by {string.Join(", ", sequence.Key.Select(column => input.Find(column)))}, {input}" : "when";
        return $"{name}: {condition}; key {key}; for {rule.For}; cooldown {rule.Cooldown}";
    }

    public static void Describe(TransformBinding binding, IReadOnlyList<Rule> rules, RulesOptions options)
    {
        var stateful = rules.Where(rule => rule.HasState).ToArray();
        if (stateful.Length == 0)
        {
            binding.StateIsFixed("none");
            return;
        }

        binding.Note("the answer depends on the order of arrival: " + string.Join(", ", stateful.Select(rule => rule.Name)));
        if (stateful.Max(rule => rule.Condition.DecidedAfter) is > 0 and var after)
            binding.Note($"an absence is decided by the watermark, up to {Duration.FromMicroseconds(after)} behind the row that raises the alert; the watermark passed on stays behind by so much");
        var keyed = stateful.Where(rule => options.Rules[rule.Name].Key.Count > 0).ToArray();
        if (keyed.Length > 0)
            binding.StateIsUnbounded("a state for each key is kept for good: " + string.Join(", ", keyed.Select(rule => $"{rule.Name} by {string.Join(", ", options.Rules[rule.Name].Key)}")));
        else
            binding.StateIsBounded(string.Join(", ", stateful.Select(rule => $"{rule.Name}: {rule.Condition.State ?? $"{rule.Gate.BytesOfKey} bytes"}")));
    }
}
