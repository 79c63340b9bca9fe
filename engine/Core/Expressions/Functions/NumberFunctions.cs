using StreamGuard.Core.Expressions.Typing;

namespace StreamGuard.Core.Expressions.Functions;

/// <summary>Functions of numbers that give an int for an int: rounding, sign, least and greatest.</summary>
internal static class NumberFunctions
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        Define("abs", "Distance from 0; null for the least int, whose distance is no int.", "abs(-1)", "1",
            Overload.Of("(x: int) -> int", AbsOfInt), OfFloat(Math.Abs)),
        Define("sign", "-1, 0 or 1; of NaN, NaN.", "sign(-10)", "-1", Overload.Of("(x: int) -> int", SignOfInt), OfFloat(SignOfFloat)),
        Define("floor", "The greatest whole number not above x.", "floor(1.5)", "1.0", Same, OfFloat(Math.Floor)),
        Define("ceiling", "The least whole number not below x.", "ceiling(1.5)", "2.0", Same, OfFloat(Math.Ceiling)).Also("ceil"),
        Define("truncate", "x without its decimals; or a time cut to a unit, as date_trunc.", "truncate(-1.7)", "-1.0",
            Same, OfFloat(Math.Truncate), Overload.Of("(unit: time_unit, time: timestamp) -> timestamp", Calendar.Truncate)).Also("trunc"),
        Define("round", "The nearest number with so many decimals (0 unless said), halves away from 0 as in SQL. Negative digits round before the point.",
            "round(1.25, 1)", "1.3", Same, OfFloat(RoundWhole), Overload.Of("(x: float, digits: int) -> float", Round)),
        Define("mod", "The remainder, as %.", "mod(10, 3)", "1",
            Overload.Of("(a: int, b: int) -> int", IntArithmetic.Modulo), Overload.Of("(a: float, b: float) -> float", IntArithmetic.Remainder)),
        Define("max", "The greatest; null when one is null, NaN when one is NaN.", "max(1, 2.5)", "2.5", Extreme(Extremes.Max)).Also("greatest"),
        Define("min", "The least; null when one is null, NaN when one is NaN.", "min(3, 2)", "2", Extreme(Extremes.Min)).Also("least"),
    ];

    private static Overload Same => Overload.Inline("(x: int) -> int", x => x[0]);

    public static long? AbsOfInt(long x) => x == long.MinValue ? null : Math.Abs(x);

    public static long SignOfInt(long x) => Math.Sign(x);

    public static double SignOfFloat(double x) => double.IsNaN(x) ? x : Math.Sign(x);

    public static double RoundWhole(double x) => Math.Round(x, MidpointRounding.AwayFromZero);

    /// <summary>Beyond 15 decimals a double has no digits left to round.</summary>
    public static double Round(double x, long digits)
    {
        if (digits > 15 || !double.IsFinite(x)) return x;
        if (digits >= 0) return Math.Round(x, (int)digits, MidpointRounding.AwayFromZero);
        if (digits < -308) return 0;
        var unit = Math.Pow(10, -digits);
        return Math.Round(x / unit, MidpointRounding.AwayFromZero) * unit;
    }

    private static Overload OfFloat(Func<double, double> function) => Overload.Of("(x: float) -> float", function);

    private static Overload[] Extreme(Emitter emit) =>
    [
        Overload.Strict("(a: N, b: N...) -> N", emit),
        Overload.Strict("(a: timestamp, b: timestamp...) -> timestamp", emit),
        Overload.Strict("(a: duration, b: duration...) -> duration", emit),
    ];

    private static FunctionDefinition Define(string name, string summary, string example, string value, params Overload[] overloads) =>
        new(name, FunctionCategory.Math, summary, () => overloads) { Examples = [new(example, value)] };
}
