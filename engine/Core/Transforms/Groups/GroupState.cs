using StreamGuard.Contracts;

namespace StreamGuard.Core.Transforms.Groups;

/// <summary>Says how much state a group keeps, what must stay the same for it to fit, and what its answer depends on.</summary>
internal static class GroupState
{
    public static void Describe(GroupPlan plan, TransformBinding binding)
    {
        var options = plan.Options;
        // Lanes would have to hold all their groups until every lane has come to its end, to bring them into the order of the key.
        if (options.Memory is not null) binding.Note("memory is written, so all groups are kept in one lane");
        else if (options.Key.Count > 0) binding.KeyedBy(options.Key, plan.IsUpdating ? [] : options.Key);
        binding.StateDependsOn([.. DependsOn(plan)]);
        var growing = string.Join(" and ", plan.Aggregates.SelectMany(each => each.Calls)
            .Where(call => call.Function.BytesPerCell is null).Select(call => call.Function.Name).Distinct());
        var waiting = plan.IsOrdered ? ", and the rows within the disorder" : "";
        if (plan.Memory is { } memory) binding.StateIsBounded($"{memory / (1 << 20)} MB of memory a lane, further keys on disk until the end; {Size(plan)} bytes a key{(growing.Length > 0 ? $" and what {growing} keeps" : "")}{waiting}");
        else if (options.Key.Count > 0) binding.StateIsUnbounded($"every key is kept to the end, {Size(plan)} bytes each{(growing.Length > 0 ? $" and what {growing} keeps" : "")}{waiting}");
        else if (growing.Length > 0) binding.StateIsUnbounded($"{growing} keeps what differs among all rows{waiting}");
        else binding.StateIsBounded($"1 group, {Size(plan)} bytes{waiting}");
        foreach (var name in plan.Aggregates.SelectMany(each => each.Calls).Where(call => call.Function.DependsOnArrival).Select(call => call.Function.Name).Distinct())
        {
            if (!plan.IsOrdered) binding.Note($"{name} depends on the order of arrival");
            else if (options.Tie.Count == 0) binding.Note($"{name} takes rows of one event time by source partition and position");
        }
    }

    /// <summary>Of which keys there are groups and what each gathers; not what is made of that, or how it is called.</summary>
    private static IEnumerable<string?> DependsOn(GroupPlan plan)
    {
        var input = plan.Input;
        yield return $"time {input.EventTime}, updating {plan.IsUpdating}, ordered {plan.IsOrdered} by {string.Join(", ", plan.Options.Tie)}";
        if (plan.IsOrdered) yield return string.Join(", ", input.Fields);
        yield return $"key {string.Join(", ", plan.Key.Select(column => input[column]))}";
        foreach (var call in plan.Aggregates.SelectMany(aggregate => aggregate.Calls))
            yield return $"{call.Function.Name}({string.Join(", ", call.Arguments.Select(DependsOn))}; {string.Join(", ", call.Constants)})";

        string DependsOn(Expression argument) => $"{argument.Text} of {string.Join(", ", argument.Columns.Order(StringComparer.Ordinal).Select(input.Find))}";
    }

    private static int Size(GroupPlan plan) => plan.Aggregates.SelectMany(each => each.Calls).Sum(call => call.Function.BytesPerCell ?? 0) + (plan.IsUpdating ? sizeof(int) : 0);
}
