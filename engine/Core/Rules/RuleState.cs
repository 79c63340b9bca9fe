using StreamGuard.Contracts;

namespace StreamGuard.Core.Rules;

/// <summary>Tells the planner how much state rules keep.</summary>
internal static class RuleState
{
    public static void Describe(TransformBinding binding, IReadOnlyList<Rule> rules, RulesOptions options)
    {
        var stateful = rules.Where(rule => rule.HasState).ToArray();
        if (stateful.Length == 0)
        {
            binding.StateIsFixed("none");
            return;
        }

        binding.Note("the answer depends on the order of arrival: " + string.Join(", ", stateful.Select(rule => rule.Name)));
        var keyed = stateful.Where(rule => options.Rules[rule.Name].Key.Count > 0).ToArray();
        if (keyed.Length > 0)
            binding.StateIsUnbounded("a state for each key is kept for good: " + string.Join(", ", keyed.Select(rule => $"{rule.Name} by {string.Join(", ", options.Rules[rule.Name].Key)}")));
        else
            binding.StateIsBounded(string.Join(", ", stateful.Select(rule => $"{rule.Name}: {rule.Condition.State ?? "32 bytes"}")));
    }
}
