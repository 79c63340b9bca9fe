using System.Linq.Expressions;
using StreamGuard.Contracts;
using StreamGuard.Core.Expressions.Typing;
using Linq = System.Linq.Expressions.Expression;

namespace StreamGuard.Core.Expressions.Kernels;

/// <summary>Computes an expression for all rows of the frame's batch.</summary>
internal delegate void Kernel(KernelFrame frame);

/// <summary>Compiles typed expressions to kernels: one fused loop over the arrays of columns.</summary>
internal static class KernelCompiler
{
    /// <summary>Fills the frame's result with the value of each row.</summary>
    public static Kernel Values(Node node, bool nulls) => Compile(nulls, (writer, row) =>
    {
        var isFixed = !node.Type.IsText && node.Type.Element is null;
        var result = writer.Prologue.Local(isFixed
            ? Linq.Call(writer.Frame, nameof(KernelFrame.NewResult), [Emitted.Clr(node.Type)])
            : Linq.Call(writer.Frame, nameof(KernelFrame.NewBuilder), null, Linq.Constant(node.Type)));
        var body = writer.EnterLoop(row);
        var emitted = writer.Emit(node);
        if (isFixed) Store(writer, result, row, emitted);
        else Append(body, result, emitted);
    });

    /// <summary>Fills the frame's result with the numbers of rows for which a bool expression is true.</summary>
    public static Kernel Selection(Node node, bool nulls) => Compile(nulls, (writer, row) =>
    {
        var rows = writer.Prologue.Local(Linq.Call(writer.Frame, nameof(KernelFrame.NewSelection), null));
        var count = writer.Prologue.Local(Linq.Constant(0));
        var body = writer.EnterLoop(row);
        var (value, valid) = writer.Emit(node);
        var met = valid is null ? value : Linq.AndAlso(valid, value);

        // Without a branch: each row is written, and the place moves on for those that count.
        body.Add(Linq.Assign(Linq.ArrayAccess(rows, count), row));
        body.Add(Linq.AddAssign(count, Linq.Condition(met, Linq.Constant(1), Linq.Constant(0))));
        writer.AfterLoop(Linq.Assign(Linq.Property(writer.Frame, nameof(KernelFrame.Count)), count));
    });

    private static Kernel Compile(bool nulls, Action<KernelWriter, ParameterExpression> write)
    {
        var frame = Linq.Parameter(typeof(KernelFrame), "frame");
        var writer = new KernelWriter(frame, nulls);
        var rows = writer.Prologue.Local(Linq.Property(frame, nameof(KernelFrame.Rows)), "rows");
        var row = writer.Prologue.Variable(typeof(int), "row");
        write(writer, row);
        if (writer.UsesArena) writer.Current.Add(Loops.ResetArena(frame));
        writer.Prologue.Add(Loops.Count(row, rows, writer.Current.Close()));
        foreach (var statement in writer.Epilogue) writer.Prologue.Add(statement);
        return Linq.Lambda<Kernel>(writer.Prologue.Close(), frame).Compile();
    }

    private static void Store(KernelWriter writer, ParameterExpression result, ParameterExpression row, Emitted emitted)
    {
        writer.Current.Add(Linq.Assign(Linq.ArrayAccess(result, row), emitted.Value));
        if (emitted.Valid is null) return;
        var bits = writer.Prologue.Local(Linq.Call(writer.Frame, nameof(KernelFrame.NewValidity), null));
        var count = writer.Prologue.Local(Linq.Constant(0));
        writer.Current.Add(Linq.IfThen(Linq.Not(emitted.Valid), Linq.Block(
            Linq.Call(typeof(Bits), nameof(Bits.Clear), null, bits, row),
            Linq.PreIncrementAssign(count))));
        writer.AfterLoop(Linq.Assign(Linq.Property(writer.Frame, nameof(KernelFrame.Count)), count));
    }

    private static void Append(Scope body, ParameterExpression result, Emitted emitted)
    {
        Linq append = Linq.Call(typeof(KernelFrame), nameof(KernelFrame.Append), null, result, emitted.Value);
        body.Add(emitted.Valid is null
            ? append
            : Linq.IfThenElse(emitted.Valid, append, Linq.Call(result, nameof(ColumnBuilder.AppendNull), null)));
    }
}
