using StreamGuard.Core.Expressions.Kernels;
using StreamGuard.Core.Expressions.Typing;
using Linq = System.Linq.Expressions.Expression;

namespace StreamGuard.Core.Expressions.Functions;

/// <summary>Mathematics of floats; those of ints that stay ints are in <see cref="NumberFunctions"/>.</summary>
internal static class MathFunctions
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        Of("sqrt", "Square root; NaN below 0.", "sqrt(4)", "2.0", Math.Sqrt),
        Of("cbrt", "Cube root.", "cbrt(8)", "2.0", Math.Cbrt),
        Of("exp", "e to the power of x.", "exp(0)", "1.0", Math.Exp),
        Of("ln", "Natural logarithm; -infinity of 0, NaN below.", "ln(1)", "0.0", Math.Log),
        Of("log10", "Logarithm to base 10.", "log10(1000)", "3.0", Math.Log10),
        Of("log2", "Logarithm to base 2.", "log2(8)", "3.0", Math.Log2),
        Of("sin", "Sine of an angle in radians.", "sin(0)", "0.0", Math.Sin),
        Of("cos", "Cosine of an angle in radians.", "cos(0)", "1.0", Math.Cos),
        Of("tan", "Tangent of an angle in radians.", "tan(0)", "0.0", Math.Tan),
        Of("asin", "Angle in radians whose sine is x; NaN beyond -1 to 1.", "asin(0)", "0.0", Math.Asin),
        Of("acos", "Angle in radians whose cosine is x; NaN beyond -1 to 1.", "acos(1)", "0.0", Math.Acos),
        Of("atan", "Angle in radians whose tangent is x.", "atan(0)", "0.0", Math.Atan),
        Of("sinh", "Hyperbolic sine.", "sinh(0)", "0.0", Math.Sinh),
        Of("cosh", "Hyperbolic cosine.", "cosh(0)", "1.0", Math.Cosh),
        Of("tanh", "Hyperbolic tangent.", "tanh(0)", "0.0", Math.Tanh),
        Of("asinh", "Inverse of sinh.", "asinh(0)", "0.0", Math.Asinh),
        Of("acosh", "Inverse of cosh; NaN below 1.", "acosh(1)", "0.0", Math.Acosh),
        Of("atanh", "Inverse of tanh; NaN beyond -1 to 1.", "atanh(0)", "0.0", Math.Atanh),
        Of("degrees", "An angle in radians, in degrees.", "degrees(pi())", "180.0", double.RadiansToDegrees),
        Of("radians", "An angle in degrees, in radians.", "radians(180) == pi()", "true", double.DegreesToRadians),
        OfTwo("atan2", "Angle in radians of the point (x, y), from the first axis.", "(y: float, x: float)", "atan2(0, 1)", "0.0", Math.Atan2),
        OfTwo("log", "Logarithm of x to a base.", "(x: float, base: float)", "log(8, 2)", "3.0", Math.Log),
        OfTwo("pow", "Power, as **.", "(base: float, exponent: float)", "pow(5, 2)", "25.0", Math.Pow).Also("power"),
        OfTwo("ieee_remainder", "x - y·n where n is the whole number nearest to x / y (IEEE 754).",
            "(x: float, y: float)", "ieee_remainder(3, 2)", "-1.0", Math.IEEERemainder),
        OfTwo("hypot", "Length of the vector (x, y).", "(x: float, y: float)", "hypot(3, 4)", "5.0", double.Hypot),
        Define("haversine_km", "Kilometres between two places on the earth, given in degrees, on a sphere of radius 6371.0088 km.",
            "round(haversine_km(52.52, 13.405, 48.137, 11.575), 1)", "504.3",
            Overload.Of("(lat1: float, lon1: float, lat2: float, lon2: float) -> float", Sphere.DistanceKm)),
        Constant("pi", "The ratio of a circle's circumference to its diameter.", "round(pi(), 4)", "3.1416", Math.PI),
        Constant("e", "Base of the natural logarithm.", "round(e(), 4)", "2.7183", Math.E),
        Constant("nan", "Not a number.", "is_nan(nan())", "true", double.NaN),
        Constant("infinity", "Greater than every other number.", "infinity() > 1e308", "true", double.PositiveInfinity),
        Test("is_nan", "Whether x is NaN.", "is_nan(sqrt(-1))", "true", double.IsNaN),
        Test("is_finite", "Whether x is neither NaN nor infinite.", "is_finite(1e308 * 10)", "false", double.IsFinite),
        Test("is_infinite", "Whether x is infinity or -infinity.", "is_infinite(ln(0))", "true", double.IsInfinity),
    ];

    private static FunctionDefinition Of(string name, string summary, string example, string value, Func<double, double> function) =>
        Define(name, summary, example, value, Overload.Of("(x: float) -> float", function));

    private static FunctionDefinition OfTwo(
        string name, string summary, string parameters, string example, string value, Func<double, double, double> function) =>
        Define(name, summary, example, value, Overload.Of($"{parameters} -> float", function));

    private static FunctionDefinition Test(string name, string summary, string example, string value, Func<double, bool> function) =>
        Define(name, summary, example, value, Overload.Of("(x: float) -> bool", function));

    private static FunctionDefinition Constant(string name, string summary, string example, string value, double constant) =>
        Define(name, summary, example, value, Overload.Inline("() -> float", _ => Linq.Constant(constant)));

    private static FunctionDefinition Define(string name, string summary, string example, string value, Overload overload) =>
        new(name, FunctionCategory.Math, summary, () => [overload]) { Examples = [new(example, value)] };
}
