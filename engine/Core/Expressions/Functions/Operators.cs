using StreamGuard.Core.Expressions.Kernels;
using StreamGuard.Core.Expressions.Typing;
using Linq = System.Linq.Expressions.Expression;

namespace StreamGuard.Core.Expressions.Functions;

/// <summary>The operators, defined as functions are.</summary>
internal static class Operators
{
    private static readonly Dictionary<string, FunctionDefinition> ByName = All().ToDictionary(each => each.Name, StringComparer.Ordinal);

    /// <summary>By the name that the parser gives it.</summary>
    /// <exception cref="KeyNotFoundException">The parser knows an operator that is not defined here.</exception>
    public static FunctionDefinition Find(string name) => ByName[name];

    public static IEnumerable<FunctionDefinition> All() =>
    [
        .. ArithmeticOperators.All,
        .. ComparisonOperators.All,
        Define("and", "Both; null unless one is false or both are known.", () => [Overload.SeesNulls("(a: bool, b: bool) -> bool", Logic.And)]),
        Define("or", "Either; null unless one is true or both are known.", () => [Overload.SeesNulls("(a: bool, b: bool) -> bool", Logic.Or)]),
        Define("not", "The opposite; null of null.", () => [Overload.Inline("(a: bool) -> bool", x => Linq.Not(x[0]))]),
        Define("is null", "Whether the value is null.", () => [Overload.SeesNulls("(value: T) -> bool", Logic.IsNull)]),
        Define("if", "The second where the first is true, else the third.", () => [Overload.SeesNulls("(condition: bool, then: T, else: T) -> T", Logic.If)]),
    ];

    public static FunctionDefinition Define(string name, string summary, Func<Overload[]> overloads) =>
        new(name, FunctionCategory.Operator, summary, overloads);
}
