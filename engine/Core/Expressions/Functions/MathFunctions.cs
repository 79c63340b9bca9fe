using StreamGuard.Core.Expressions.Typing;

namespace StreamGuard.Core.Expressions.Functions;

/// <summary>Mathematics.</summary>
internal static class MathFunctions
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        Of("sqrt", "Square root; NaN below 0.", "sqrt(4)", "2.0", Math.Sqrt),
    ];

    private static FunctionDefinition Of(string name, string summary, string example, string value, Func<double, double> function, params string[] aliases) =>
        new(name, FunctionCategory.Math, summary, () => [Overload.Of("(x: float) -> float", function)]) { Examples = [new(example, value)], Aliases = aliases };
}
