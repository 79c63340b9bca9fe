using StreamGuard.Core.Expressions.Kernels;
using StreamGuard.Core.Expressions.Typing;
using Linq = System.Linq.Expressions.Expression;

namespace StreamGuard.Core.Expressions.Functions;

/// <summary>Three-valued logic and what else looks at nulls.</summary>
internal static class Logic
{
    public static Emitted And(KernelWriter writer, CallNode call) => And(writer, writer.Emit(call.Arguments[0]), writer.Emit(call.Arguments[1]));

    /// <summary>False when one is false, else null when one is null.</summary>
    public static Emitted And(KernelWriter writer, Emitted left, Emitted right)
    {
        if (left.Valid is null && right.Valid is null) return new Emitted(Linq.AndAlso(left.Value, right.Value), null);
        var (a, b) = (writer.Local(left.Value), writer.Local(right.Value));
        var anyFalse = writer.Local(Linq.OrElse(IsFalse(a, left.Valid), IsFalse(b, right.Valid)));
        return new Emitted(Linq.Not(anyFalse), Linq.OrElse(anyFalse, Emitted.Both(left.Valid, right.Valid)!));
    }

    /// <summary>True when one is true, else null when one is null.</summary>
    public static Emitted Or(KernelWriter writer, CallNode call)
    {
        var (left, right) = (writer.Emit(call.Arguments[0]), writer.Emit(call.Arguments[1]));
        if (left.Valid is null && right.Valid is null) return new Emitted(Linq.OrElse(left.Value, right.Value), null);
        var (a, b) = (writer.Local(left.Value), writer.Local(right.Value));
        var anyTrue = writer.Local(Linq.OrElse(IsTrue(a, left.Valid), IsTrue(b, right.Valid)));
        return new Emitted(anyTrue, Linq.OrElse(anyTrue, Emitted.Both(left.Valid, right.Valid)!));
    }

    public static Emitted IsNull(KernelWriter writer, CallNode call)
    {
        var valid = writer.Emit(call.Arguments[0]).Valid;
        return new Emitted(valid is null ? Linq.Constant(false) : Linq.Not(valid), null);
    }

    /// <summary>A condition that is null is not met.</summary>
    public static Emitted If(KernelWriter writer, CallNode call)
    {
        var condition = writer.Emit(call.Arguments[0]);
        var met = writer.Local(IsTrue(condition.Value, condition.Valid));
        return Choose(writer, met, writer.Branch(call.Arguments[1]), writer.Branch(call.Arguments[2]));
    }

    /// <summary>The one part or the other; only the one chosen is computed.</summary>
    public static Emitted Choose(KernelWriter writer, Linq first, (Scope Scope, Emitted Part) then, (Scope Scope, Emitted Part) otherwise)
    {
        var isNullable = then.Part.Valid is not null || otherwise.Part.Valid is not null;
        if (then.Scope.IsEmpty && otherwise.Scope.IsEmpty && !isNullable)
            return new Emitted(Linq.Condition(first, then.Part.Value, otherwise.Part.Value), null);
        var value = writer.Current.Variable(then.Part.Value.Type);
        var valid = isNullable ? writer.Current.Variable(typeof(bool)) : null;
        foreach (var (scope, part) in (ReadOnlySpan<(Scope, Emitted)>)[then, otherwise])
        {
            scope.Add(Linq.Assign(value, part.Value));
            if (valid is not null) scope.Add(Linq.Assign(valid, part.Valid ?? Linq.Constant(true)));
        }

        writer.Current.Add(Linq.IfThenElse(first, then.Scope.Close(), otherwise.Scope.Close()));
        return new Emitted(value, valid);
    }

    public static Linq IsTrue(Linq value, Linq? valid) => valid is null ? value : Linq.AndAlso(valid, value);

    private static Linq IsFalse(Linq value, Linq? valid) => valid is null ? Linq.Not(value) : Linq.AndAlso(valid, Linq.Not(value));
}
