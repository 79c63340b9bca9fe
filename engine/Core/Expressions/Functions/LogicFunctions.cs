using StreamGuard.Core.Expressions.Typing;

namespace StreamGuard.Core.Expressions.Functions;

/// <summary>Functions that choose and that look at nulls.</summary>
internal static class LogicFunctions
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        new("if", FunctionCategory.Logic, "The second argument where the condition is true, else the third; a condition that is null is not met.", () =>
            [Overload.SeesNulls("(condition: bool, then: T, else: T) -> T", Logic.If)]) { Examples = [new("if(2 > 1, 'up', 'down')", "up")] },
        new("in", FunctionCategory.Logic, "Whether the first argument equals one of the others.", () => [Membership.Overload]) { Examples = [new("in(2, 1, 2)", "true")] },
        new("is_null", FunctionCategory.Logic, "Whether the value is null.", () => [Overload.SeesNulls("(value: T) -> bool", Logic.IsNull)]) { Examples = [new("is_null(1 / 0)", "true")] },
    ];
}
