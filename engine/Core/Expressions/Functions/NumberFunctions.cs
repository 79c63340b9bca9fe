using StreamGuard.Core.Expressions.Typing;

namespace StreamGuard.Core.Expressions.Functions;

/// <summary>Functions of numbers that give an int for an int: rounding, sign, least and greatest.</summary>
internal static class NumberFunctions
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        Both("abs", "Distance from 0; null for the least int, whose distance is no int.", "abs(-1)", "1", Overload.Of("(x: int) -> int", AbsOfInt), Math.Abs),
        Both("sign", "-1, 0 or 1; of NaN, NaN.", "sign(-10)", "-1", Overload.Of("(x: int) -> int", SignOfInt), SignOfFloat),
        Both("floor", "The greatest whole number not above x.", "floor(1.5)", "1.0", Same, Math.Floor),
        Both("ceiling", "The least whole number not below x.", "ceiling(1.5)", "2.0", Same, Math.Ceiling, "ceil"),
        new("truncate", FunctionCategory.Math, "x without its decimals; or a time cut to a unit, as date_trunc.", () =>
        [
            Same,
            Overload.Of("(x: float) -> float", (Func<double, double>)Math.Truncate),
            Overload.Of("(unit: time_unit, time: timestamp) -> timestamp", Calendar.Truncate),
        ]) { Examples = [new("truncate(-1.7)", "-1.0")], Aliases = ["trunc"] },
        new("round", FunctionCategory.Math, "The nearest number with so many decimals (0 unless said), halves away from 0 as in SQL. Negative digits round before the point.", () =>
        [
            Same,
            Overload.Of("(x: float) -> float", RoundWhole),
            Overload.Of("(x: float, digits: int) -> float", Round),
        ]) { Examples = [new("round(2.5)", "3.0"), new("round(1.32, 1)", "1.3"), new("round(1250.0, -2)", "1300.0")] },
        Extreme("max", "The greatest; null when one is null, NaN when one is NaN.", "max(1, 2.5)", "2.5", Extremes.Max, "greatest"),
        Extreme("min", "The least; null when one is null, NaN when one is NaN.", "min(3, 2)", "2", Extremes.Min, "least"),
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

    private static FunctionDefinition Both(
        string name, string summary, string example, string value, Overload ofInt, Func<double, double> ofFloat, params string[] aliases) =>
        new(name, FunctionCategory.Math, summary, () => [ofInt, Overload.Of("(x: float) -> float", ofFloat)]) { Examples = [new(example, value)], Aliases = aliases };

    private static FunctionDefinition Extreme(string name, string summary, string example, string value, Emitter emit, string alias) =>
        new(name, FunctionCategory.Math, summary, () =>
        [
            Overload.Strict("(a: N, b: N...) -> N", emit),
            Overload.Strict("(a: timestamp, b: timestamp...) -> timestamp", emit),
            Overload.Strict("(a: duration, b: duration...) -> duration", emit),
        ]) { Examples = [new(example, value)], Aliases = [alias] };
}
