using StreamGuard.Core.Expressions.Kernels;
using StreamGuard.Core.Expressions.Typing;
using Linq = System.Linq.Expressions.Expression;

namespace StreamGuard.Core.Expressions.Functions;

/// <summary>Arithmetic of int64s (ints, times and durations in microseconds): null for what does not fit.</summary>
internal static class IntArithmetic
{
    // Two's complement: a sum overflows when both operands have the sign that it has not (Hacker's Delight, 2-13).
    public static Emitted Add(KernelWriter writer, CallNode call) => Checked(writer, call, (a, b) =>
    {
        var sum = writer.Local(Linq.Add(a, b));
        return (sum, NotNegative(Linq.Not(Linq.And(Linq.ExclusiveOr(a, sum), Linq.ExclusiveOr(b, sum)))));
    });

    public static Emitted Subtract(KernelWriter writer, CallNode call) => Checked(writer, call, (a, b) =>
    {
        var difference = writer.Local(Linq.Subtract(a, b));
        return (difference, NotNegative(Linq.Not(Linq.And(Linq.ExclusiveOr(a, b), Linq.ExclusiveOr(a, difference)))));
    });

    // A product fits when its upper half is nothing but the sign of the lower one.
    public static Emitted Multiply(KernelWriter writer, CallNode call) => Checked(writer, call, (a, b) =>
    {
        var low = writer.Current.Variable(typeof(long));
        var high = writer.Local(Linq.Call(typeof(Math), nameof(Math.BigMul), null, a, b, low));
        return (low, Linq.Equal(high, Linq.RightShift(low, Linq.Constant(63))));
    });

    public static long? Div(long a, long b) => b switch
    {
        0 => null,
        -1 => a == long.MinValue ? null : -a,
        _ => a / b,
    };

    public static long? Modulo(long a, long b) => b switch
    {
        0 => null,
        -1 => 0,
        _ => a % b,
    };

    public static double? Remainder(double a, double b) => b == 0 ? null : a % b;

    public static long? Negate(long a) => a == long.MinValue ? null : -a;

    public static double SecondsBetween(long later, long earlier)
    {
        var micros = unchecked(later - earlier);
        var overflows = ((later ^ earlier) & (later ^ micros)) < 0;
        return overflows ? (double)((Int128)later - earlier) / 1e6 : micros / 1e6;
    }

    public static long? Scale(long span, double times) => ToInt(span * times);

    public static long? ScaleBy(double times, long span) => ToInt(span * times);

    public static long? DivideSpan(long span, double by) => by == 0 ? null : ToInt(span / by);

    public static double? Ratio(long a, long b) => b == 0 ? null : (double)a / b;

    /// <summary>The nearest int; null for NaN and what lies beyond an int64.</summary>
    public static long? ToInt(double value)
    {
        var whole = Math.Round(value);
        return whole is >= -9223372036854775808.0 and < 9223372036854775808.0 ? (long)whole : null;
    }

    private static Emitted Checked(KernelWriter writer, CallNode call, Func<Linq, Linq, (Linq Value, Linq Fits)> compute)
    {
        var (left, right) = (writer.Emit(call.Arguments[0]), writer.Emit(call.Arguments[1]));
        var (value, fits) = compute(writer.Local(left.Value), writer.Local(right.Value));
        return new Emitted(value, Emitted.Both(Emitted.Both(left.Valid, right.Valid), fits));
    }

    // Of a value whose bits were turned: set sign means that it was not negative before.
    private static Linq NotNegative(Linq turned) => Linq.LessThan(turned, Linq.Constant(0L));
}
