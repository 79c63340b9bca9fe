using StreamGuard.Core.Expressions.Kernels;
using StreamGuard.Core.Expressions.Typing;
using Linq = System.Linq.Expressions.Expression;

namespace StreamGuard.Core.Expressions.Functions;

/// <summary>The greatest and the least of several numbers.</summary>
internal static class Extremes
{
    public static Emitted Max(KernelWriter writer, CallNode call) => writer.Inline(call, values => values.Aggregate((a, b) => Pair(nameof(Math.Max), a, b)));

    public static Emitted Min(KernelWriter writer, CallNode call) => writer.Inline(call, values => values.Aggregate((a, b) => Pair(nameof(Math.Min), a, b)));

    private static Linq Pair(string method, Linq left, Linq right) => Linq.Call(typeof(Math), method, null, left, right);
}
