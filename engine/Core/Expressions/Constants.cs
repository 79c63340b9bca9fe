using StreamGuard.Contracts;
using StreamGuard.Core.Expressions.Kernels;
using StreamGuard.Core.Expressions.Typing;

namespace StreamGuard.Core.Expressions;

/// <summary>Values of expressions without columns.</summary>
internal static class Constants
{
    /// <summary>As <see cref="Column.Boxed"/> gives it; null for a null and for what is no constant.</summary>
    public static object? ValueOf(Node node)
    {
        if (node is UntypedNullNode || !NodeFacts.IsConstant(node)) return null;
        if (node is ConstantNode { Type.Kind: Kind.Bool or Kind.Int or Kind.Float or Kind.String } constant) return constant.Value;
        var row = new Batch(new Schema([]), [], 1);
        var column = new BoundExpression("", node).Evaluate(row);
        var value = column.Boxed(0);
        column.Release();
        row.Release();
        return value;
    }
}
