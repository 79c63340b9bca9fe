using System.Linq.Expressions;
using StreamGuard.Core.Expressions.Typing;
using Linq = System.Linq.Expressions.Expression;

namespace StreamGuard.Core.Expressions.Kernels;

/// <summary>
/// Computes what depends on one text column alone in a loop of the prologue, once for each step of
/// <see cref="TextInput"/>, so that the loop over rows only looks it up.
/// </summary>
internal static class TextTable
{
    public static Emitted Emit(KernelWriter writer, CallNode call, ColumnNode column)
    {
        var prologue = writer.Prologue;
        var text = prologue.Local(Linq.Call(writer.Frame, nameof(KernelFrame.Text), null, Linq.Constant(column.Index)));
        var steps = prologue.Local(Linq.Property(text, nameof(TextInput.Steps)));
        var step = prologue.Variable(typeof(int));
        var (body, part) = writer.StepBody(call, column.Index, Linq.Call(text, nameof(TextInput.Step), null, step));

        var values = NewTable(writer, Emitted.Clr(call.Type), steps);
        body.Add(Linq.Assign(Linq.ArrayAccess(values, step), part.Value));
        var valid = part.Valid is null ? null : NewTable(writer, typeof(bool), steps);
        if (valid is not null) body.Add(Linq.Assign(Linq.ArrayAccess(valid, step), part.Valid!));
        if (writer.UsesArena && !call.Type.IsText) body.Add(Loops.ResetArena(writer.Frame));
        prologue.Add(Loops.Count(step, steps, body.Close()));

        var index = prologue.Local(Linq.Property(text, nameof(TextInput.StepOfRow)));
        var row = writer.RowIndex;
        var at = writer.Local(Linq.Condition(Linq.ReferenceEqual(index, Linq.Constant(null)), row, Linq.ArrayIndex(index, row)));
        Linq? has = valid is null ? null : Linq.ArrayIndex(valid, at);
        return new Emitted(Linq.ArrayIndex(values, at), Emitted.Both(writer.ValidInRow(column.Index), has));
    }

    private static ParameterExpression NewTable(KernelWriter writer, Type type, Linq length) =>
        writer.Prologue.Local(Linq.Call(writer.Frame, nameof(KernelFrame.Temporary), [type], length));
}

internal static class Loops
{
    /// <summary>Runs the body with the index from 0 up to the count.</summary>
    public static BlockExpression Count(ParameterExpression index, Linq count, Linq body)
    {
        var done = Linq.Label();
        return Linq.Block(
            Linq.Assign(index, Linq.Constant(0)),
            Linq.Loop(Linq.IfThenElse(Linq.LessThan(index, count), Linq.Block(body, Linq.PreIncrementAssign(index)), Linq.Break(done)), done));
    }

    public static MethodCallExpression ResetArena(Linq frame) =>
        Linq.Call(Linq.Property(frame, nameof(KernelFrame.RowArena)), nameof(TextArena.Reset), null);
}
