using StreamGuard.Contracts;

namespace StreamGuard.Core.Expressions.Typing;

/// <summary>A typed part of an expression: data that a kernel is made of.</summary>
internal abstract record Node(ColumnType Type)
{
    /// <summary>The parts it is made of.</summary>
    public virtual IReadOnlyList<Node> Parts => [];
}

/// <param name="Index">The column's place in the schema.</param>
internal sealed record ColumnNode(int Index, string Name, ColumnType Type) : Node(Type);

/// <param name="Value">A bool, long (also for timestamp and duration), double or string; null for a null.</param>
internal sealed record ConstantNode(object? Value, ColumnType Type) : Node(Type);

/// <summary>A constant text that a kernel is given each time, not made of.</summary>
/// <param name="Place">Among the texts of the expression.</param>
internal sealed record TextNode(int Place, ColumnType Type) : Node(Type);

/// <summary>The word null, before what stands around it gives it a type.</summary>
internal sealed record UntypedNullNode() : Node(ColumnType.Bool);

/// <summary>An int as a float.</summary>
internal sealed record PromotionNode(Node Inner) : Node(ColumnType.Float)
{
    public override IReadOnlyList<Node> Parts => [Inner];
}

/// <param name="Overload">The function.</param>
/// <param name="Arguments">Of the overload's types; without those that are prepared.</param>
/// <param name="Prepared">What became of constant arguments, by the argument's place; null for the others.</param>
internal sealed record CallNode(Overload Overload, IReadOnlyList<Node> Arguments, IReadOnlyList<object?> Prepared, ColumnType Type) : Node(Type)
{
    public override IReadOnlyList<Node> Parts => Arguments;
}
