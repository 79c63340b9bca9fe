using System.Runtime.CompilerServices;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Transforms.Windows;

/// <summary>Says how much state a window keeps at most, and what must stay the same for it to fit.</summary>
internal static class WindowState
{
    public static void Describe(WindowPlan plan, TransformBinding binding)
    {
        binding.StateDependsOn([.. DependsOn(plan)]);
        var growing = string.Join(" and ", plan.Aggregates.SelectMany(each => each.Calls)
            .Where(call => call.Function.BytesPerCell is null).Select(call => call.Function.Name).Distinct());
        var isKeyed = plan.Key.Count > 0;
        if (plan.Options.Count is not null && isKeyed)
            binding.StateIsUnbounded($"every key keeps a window until it has {plan.Options.Count} rows, and nothing bounds the keys");
        else if (plan.Options.Session is not null && growing.Length > 0)
            binding.StateIsUnbounded($"{growing} keeps the values of a session, which lasts as long as rows come");
        else
            binding.StateIsBounded($"{Windows(plan.Options)}{(isKeyed ? " × keys with rows in them" : "")}, {Size(plan)} each{(growing.Length > 0 ? $", and the values that {growing} keeps" : "")}");
    }

    /// <summary>Which windows there are, of which keys, and what each gathers; not what is made of that, how it is called, or what becomes of late rows.</summary>
    private static IEnumerable<string?> DependsOn(WindowPlan plan)
    {
        var (options, input) = (plan.Options, plan.Input);
        yield return $"tumbling {options.Tumbling} hopping {options.Hopping} session {options.Session} count {options.Count} offset {options.Offset}";
        yield return $"time {input.EventTime}, updating {plan.IsUpdating} {options.AllowedLateness}";
        yield return $"key {string.Join(", ", plan.Key.Select(column => input[column]))}";
        yield return options.Pivot is { } pivot ? $"pivot {pivot.Column}: {string.Join(", ", pivot.Values)}" : null;
        foreach (var call in plan.Aggregates.SelectMany(aggregate => aggregate.Calls))
            yield return $"{call.Function.Name}({string.Join(", ", call.Arguments.Select(DependsOn))}; {string.Join(", ", call.Constants)})";

        string DependsOn(Expression argument) => $"{argument.Text} of {string.Join(", ", argument.Columns.Order(StringComparer.Ordinal).Select(input.Find))}";
    }

    private static string Windows(WindowOptions options)
    {
        if (options.Count is not null) return "1 window";
        if (options.Session is not null) return "sessions within gap and disorder";
        var size = options.Tumbling ?? options.Hopping!.Size;
        var every = options.Hopping?.Every ?? size;
        var kept = options.AllowedLateness is { } lateness ? $" + {lateness} of lateness" : "";
        return $"(disorder + {size}{kept}) / {every} windows";
    }

    private static string Size(WindowPlan plan)
    {
        var calls = plan.Aggregates.SelectMany(each => each.Calls).Sum(call => call.Function.BytesPerCell ?? 0);
        var bytes = Unsafe.SizeOf<WindowGroup>() + plan.Width * (calls + sizeof(long));
        return bytes < 1000 ? $"{bytes} bytes" : $"{(bytes + 999) / 1000} kB";
    }
}
