using System.Runtime.CompilerServices;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Transforms.Windows;

/// <summary>Says how much state a window keeps at most.</summary>
internal static class WindowState
{
    public static void Describe(WindowPlan plan, TransformBinding binding)
    {
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
