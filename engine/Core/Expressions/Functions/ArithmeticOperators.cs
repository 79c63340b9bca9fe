using StreamGuard.Core.Expressions.Kernels;
using StreamGuard.Core.Expressions.Typing;
using static StreamGuard.Core.Expressions.Functions.Operators;
using Linq = System.Linq.Expressions.Expression;

namespace StreamGuard.Core.Expressions.Functions;

/// <summary>+ - * / div % ** and the operators on bits. What an int64 cannot hold is null, never a wrong number.</summary>
internal static class ArithmeticOperators
{
    private const double MicrosPerSecond = 1e6;

    public static IEnumerable<FunctionDefinition> All { get; } =
    [
        Define("+", "Sum; of texts, one behind the other; of a time and a duration, the later time. Null where an int would overflow.", () =>
        [
            Overload.Strict("(a: int, b: int) -> int", IntArithmetic.Add),
            Overload.Inline("(a: float, b: float) -> float", x => Linq.Add(x[0], x[1])),
            Overload.Of("(a: string, b: string) -> string", TextMaking.Concat),
            Overload.Strict("(time: timestamp, span: duration) -> timestamp", IntArithmetic.Add),
            Overload.Strict("(span: duration, time: timestamp) -> timestamp", IntArithmetic.Add),
            Overload.Strict("(a: duration, b: duration) -> duration", IntArithmetic.Add),
        ]),
        Define("-", "Difference; of two times, the seconds between them as a float. Null where an int would overflow.", () =>
        [
            Overload.Strict("(a: int, b: int) -> int", IntArithmetic.Subtract),
            Overload.Inline("(a: float, b: float) -> float", x => Linq.Subtract(x[0], x[1])),
            Overload.Of("(later: timestamp, earlier: timestamp) -> float", IntArithmetic.SecondsBetween),
            Overload.Strict("(time: timestamp, span: duration) -> timestamp", IntArithmetic.Subtract),
            Overload.Strict("(a: duration, b: duration) -> duration", IntArithmetic.Subtract),
        ]),
        Define("*", "Product. Null where an int would overflow.", () =>
        [
            Overload.Strict("(a: int, b: int) -> int", IntArithmetic.Multiply),
            Overload.Inline("(a: float, b: float) -> float", x => Linq.Multiply(x[0], x[1])),
            Overload.Strict("(span: duration, times: int) -> duration", IntArithmetic.Multiply),
            Overload.Strict("(times: int, span: duration) -> duration", IntArithmetic.Multiply),
            Overload.Of("(span: duration, times: float) -> duration", IntArithmetic.Scale),
            Overload.Of("(times: float, span: duration) -> duration", IntArithmetic.ScaleBy),
        ]),
        Define("/", "Quotient, always a float; null when the divisor is 0.", () =>
        [
            Overload.Strict("(a: float, b: float) -> float", Divide),
            Overload.Of("(span: duration, by: float) -> duration", IntArithmetic.DivideSpan),
            Overload.Of("(a: duration, b: duration) -> float", IntArithmetic.Ratio),
        ]),
        Define("div", "Whole quotient, cut towards 0; null when the divisor is 0.", () => [Overload.Of("(a: int, b: int) -> int", IntArithmetic.Div)]),
        Define("%", "Remainder of div, with the sign of the dividend; null when the divisor is 0.", () =>
        [
            Overload.Of("(a: int, b: int) -> int", IntArithmetic.Modulo),
            Overload.Of("(a: float, b: float) -> float", IntArithmetic.Remainder),
        ]),
        Define("**", "Power, always a float; binds tighter than a sign before it, and from the right.", () =>
            [Overload.Of("(base: float, exponent: float) -> float", Math.Pow)]),
        Define("neg", "The number with its sign turned.", () =>
        [
            Overload.Of("(a: int) -> int", IntArithmetic.Negate),
            Overload.Inline("(a: float) -> float", x => Linq.Negate(x[0])),
            Overload.Of("(a: duration) -> duration", IntArithmetic.Negate),
        ]),
        Define("pos", "The number itself.", () =>
        [
            Overload.Inline("(a: int) -> int", x => x[0]),
            Overload.Inline("(a: float) -> float", x => x[0]),
            Overload.Inline("(a: duration) -> duration", x => x[0]),
        ]),
        Define("&", "Bits set in both.", () => [Overload.Inline("(a: int, b: int) -> int", x => Linq.And(x[0], x[1]))]),
        Define("|", "Bits set in either.", () => [Overload.Inline("(a: int, b: int) -> int", x => Linq.Or(x[0], x[1]))]),
        Define("^", "Bits set in one of them only (the power is **).", () =>
            [Overload.Inline("(a: int, b: int) -> int", x => Linq.ExclusiveOr(x[0], x[1]))]),
        Define("~", "Every bit turned.", () => [Overload.Inline("(a: int) -> int", x => Linq.Not(x[0]))]),
        Define("<<", "Bits moved to the left, by the count modulo 64.", () =>
            [Overload.Inline("(a: int, count: int) -> int", x => Linq.LeftShift(x[0], Linq.Convert(x[1], typeof(int))))]),
        Define(">>", "Bits moved to the right, by the count modulo 64; the sign stays.", () =>
            [Overload.Inline("(a: int, count: int) -> int", x => Linq.RightShift(x[0], Linq.Convert(x[1], typeof(int))))]),
    ];

    public static double SecondsOf(long micros) => micros / MicrosPerSecond;

    // A divisor that is a constant other than 0 needs no test, which lets the loop go without validity.
    private static Emitted Divide(KernelWriter writer, CallNode call)
    {
        var (dividend, divisor) = (writer.Emit(call.Arguments[0]), writer.Emit(call.Arguments[1]));
        var valid = Emitted.Both(dividend.Valid, divisor.Valid);
        var isNever0 = call.Arguments[1] is ConstantNode { Value: double and not 0.0 };
        if (isNever0) return new Emitted(Linq.Divide(dividend.Value, divisor.Value), valid);
        var by = writer.Local(divisor.Value);
        return new Emitted(Linq.Divide(dividend.Value, by), Emitted.Both(valid, Linq.NotEqual(by, Linq.Constant(0.0))));
    }
}
