using StreamGuard.Core.Expressions.Kernels;
using StreamGuard.Core.Expressions.Typing;
using Linq = System.Linq.Expressions.Expression;

namespace StreamGuard.Core.Expressions.Functions;

/// <summary>Functions that choose and that look at nulls.</summary>
internal static class LogicFunctions
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        Define("if", "The second argument where the condition is true, else the third; a condition that is null is not met.",
            "if(2 > 1, 'up', 'down')", "up", Overload.SeesNulls("(condition: bool, then: T, else: T) -> T", Logic.If)),
        Define("ifs", "Pairs of a condition and a value, then a value for the rest: that of the first condition that is true.",
            "ifs(1 > 2, 'a', 2 > 1, 'b', 'c')", "b", [.. Enumerable.Range(1, MostConditions).Select(Ifs)]),
        Define("in", "Whether the first argument equals one of the others; null when none is equal and one of them is null.",
            "in(2, 1, 2)", "true", Membership.Overload),
        Define("coalesce", "The first argument that is not null.",
            "coalesce(1 / 0, 0.5)", "0.5", Overload.SeesNulls("(value: T, other: T...) -> T", Coalesce)).Also("ifnull", "nvl"),
        Define("nullif", "Null where both are equal, else the first.", "nullif(3, 3)", "null", Overload.SeesNulls("(value: E, other: E) -> E", NullIf)),
        Define("is_null", "Whether the value is null.", "is_null(1 / 0)", "true", Overload.SeesNulls("(value: T) -> bool", Logic.IsNull)),
        Define("is_null_or_empty", "Whether the text is null or has no characters.",
            "is_null_or_empty('')", "true", Overload.SeesNulls("(text: string) -> bool", IsNullOrEmpty)),
    ];

    private const int MostConditions = 16;

    private static Overload Ifs(int conditions)
    {
        var pairs = Enumerable.Range(1, conditions).Select(i => $"condition{i}: bool, value{i}: T");
        return Overload.SeesNulls($"({string.Join(", ", pairs)}, else: T) -> T", (writer, call) => FirstMet(writer, call.Arguments));
    }

    private static Emitted FirstMet(KernelWriter writer, IReadOnlyList<Node> arguments)
    {
        if (arguments.Count == 1) return writer.Emit(arguments[0]);
        var condition = writer.Emit(arguments[0]);
        var met = writer.Local(Logic.IsTrue(condition.Value, condition.Valid));
        return Logic.Choose(writer, met, writer.Branch(arguments[1]), writer.Branch(() => FirstMet(writer, [.. arguments.Skip(2)])));
    }

    private static Emitted Coalesce(KernelWriter writer, CallNode call) => FirstKnown(writer, call.Arguments);

    private static Emitted FirstKnown(KernelWriter writer, IReadOnlyList<Node> arguments)
    {
        var first = writer.Emit(arguments[0]);
        if (arguments.Count == 1 || first.Valid is null) return first;
        var value = writer.Local(first.Value);
        return Logic.Choose(writer, first.Valid, (new Scope(), new Emitted(value, null)), writer.Branch(() => FirstKnown(writer, [.. arguments.Skip(1)])));
    }

    private static Emitted NullIf(KernelWriter writer, CallNode call)
    {
        var (first, second) = (writer.Emit(call.Arguments[0]), writer.Emit(call.Arguments[1]));
        var value = writer.Local(first.Value);
        var equal = Logic.IsTrue(ComparisonOperators.Equal(value, second.Value), second.Valid);
        return new Emitted(value, Emitted.Both(first.Valid, Linq.Not(equal)));
    }

    private static Emitted IsNullOrEmpty(KernelWriter writer, CallNode call)
    {
        var text = writer.Emit(call.Arguments[0]);
        var empty = Linq.Equal(Linq.Property(text.Value, nameof(Utf8.Length)), Linq.Constant(0));
        return new Emitted(text.Valid is null ? empty : Linq.OrElse(Linq.Not(text.Valid), empty), null);
    }

    private static FunctionDefinition Define(string name, string summary, string example, string value, params Overload[] overloads) =>
        new(name, FunctionCategory.Logic, summary, () => overloads) { Examples = [new(example, value)] };
}
