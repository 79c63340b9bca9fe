using StreamGuard.Core.Expressions.Kernels;
using StreamGuard.Core.Expressions.Typing;
using Linq = System.Linq.Expressions.Expression;

namespace StreamGuard.Core.Expressions.Functions;

/// <summary>in and between, which stand for several comparisons joined by or and and.</summary>
internal static class Membership
{
    /// <summary>Of <c>x in (a, b, c)</c> and <c>in(x, a, b, c)</c>.</summary>
    public static Overload Overload => Typing.Overload.SeesNulls("(value: E, item: E...) -> bool", In);

    public static Emitted Between(KernelWriter writer, CallNode call)
    {
        var parts = call.Arguments.Select(writer.Emit).ToArray();
        var value = writer.Local(parts[0].Value);
        var above = new Emitted(ComparisonOperators.LessOrEqual(parts[1].Value, value), Emitted.Both(parts[0].Valid, parts[1].Valid));
        var below = new Emitted(ComparisonOperators.LessOrEqual(value, parts[2].Value), Emitted.Both(parts[0].Valid, parts[2].Valid));
        return Logic.And(writer, above, below);
    }

    private static Emitted In(KernelWriter writer, CallNode call)
    {
        var value = writer.Emit(call.Arguments[0]);
        var sought = writer.Local(value.Value);
        Linq found = Linq.Constant(false);
        Linq? allValid = null;
        foreach (var item in call.Arguments.Skip(1).Select(writer.Emit))
        {
            var equal = ComparisonOperators.Equal(sought, item.Value);
            found = Linq.OrElse(found, item.Valid is null ? equal : Linq.AndAlso(item.Valid, equal));
            allValid = Emitted.Both(allValid, item.Valid);
        }

        if (allValid is null) return new Emitted(found, value.Valid);
        var isFound = writer.Local(found);
        return new Emitted(isFound, Emitted.Both(value.Valid, Linq.OrElse(isFound, allValid)));
    }
}
