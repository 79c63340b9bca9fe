using StreamGuard.Core.Expressions.Kernels;
using StreamGuard.Core.Expressions.Typing;
using static StreamGuard.Core.Expressions.Functions.Operators;
using Linq = System.Linq.Expressions.Expression;

namespace StreamGuard.Core.Expressions.Functions;

/// <summary>
/// Comparisons; texts by their UTF-8 bytes. Every comparison with NaN is false, also of difference.
/// </summary>
internal static class ComparisonOperators
{
    private static readonly string[] Ordered = ["int", "float", "string", "timestamp", "duration", "bool"];

    public static IEnumerable<FunctionDefinition> All { get; } =
    [
        Comparison("==", "Whether both are equal; false when one is NaN.", Linq.Equal),
        Comparison("!=", "Whether they differ; false when one is NaN.", NotEqual),
        Comparison("<", "Whether the first is less.", Linq.LessThan),
        Comparison("<=", "Whether the first is less or equal.", Linq.LessThanOrEqual),
        Comparison(">", "Whether the first is greater.", Linq.GreaterThan),
        Comparison(">=", "Whether the first is greater or equal.", Linq.GreaterThanOrEqual),
        Define("between", "Whether the first lies between the others, both included.", () =>
            [.. Ordered[..5].Select(type => Overload.SeesNulls($"(value: {type}, low: {type}, high: {type}) -> bool", Membership.Between))]),
        Define("in", "Whether the first equals one of the others; null when none is equal and one of them is null.", () =>
            [Membership.Overload]),
        Define("matches", "Whether a regular expression is found anywhere in the text.", () =>
            [Overload.Of("(text: string, pattern: regex) -> bool", RegexFunctions.IsMatch)]),
        Define("like", "Whether the text fits a pattern: % stands for any characters, _ for one; \\ before either takes it as it is.", () =>
            [Overload.Of("(text: string, pattern: like_pattern) -> bool", LikePattern.IsMatch)]),
    ];

    /// <summary>Equality of two values of one type.</summary>
    public static Linq Equal(Linq left, Linq right) =>
        left.Type == typeof(Utf8) ? Linq.Call(typeof(TextFunctions), nameof(TextFunctions.AreEqual), null, left, right) : Linq.Equal(left, right);

    public static Linq LessOrEqual(Linq left, Linq right) =>
        left.Type == typeof(Utf8)
            ? Linq.LessThanOrEqual(Linq.Call(typeof(TextFunctions), nameof(TextFunctions.Order), null, left, right), Linq.Constant(0))
            : Linq.LessThanOrEqual(left, right);

    private static FunctionDefinition Comparison(string name, string summary, Func<Linq, Linq, Linq> compare) => Define(name, summary, () =>
    [
        .. (name is "==" or "!=" ? Ordered : Ordered[..5])
            .Select(type => Overload.Inline($"(a: {type}, b: {type}) -> bool", x => Compare(name, x[0], x[1], compare))),
    ]);

    private static Linq Compare(string name, Linq left, Linq right, Func<Linq, Linq, Linq> compare)
    {
        if (left.Type != typeof(Utf8)) return compare(left, right);
        if (name == "==") return Equal(left, right);
        if (name == "!=") return Linq.Not(Equal(left, right));
        return compare(Linq.Call(typeof(TextFunctions), nameof(TextFunctions.Order), null, left, right), Linq.Constant(0));
    }

    // IEEE 754 calls NaN different from everything; here a comparison with NaN is never met.
    private static Linq NotEqual(Linq left, Linq right) =>
        left.Type == typeof(double) ? Linq.Call(typeof(ComparisonOperators), nameof(Differ), null, left, right) : Linq.NotEqual(left, right);

    public static bool Differ(double left, double right) => left < right || left > right;
}
