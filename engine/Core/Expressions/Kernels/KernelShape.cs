using StreamGuard.Core.Expressions.Typing;

namespace StreamGuard.Core.Expressions.Kernels;

/// <summary>
/// What a kernel is compiled from: an expression whose columns and texts are numbered as it reads them. Expressions that
/// differ by nothing else, such as the counts of five kinds of event, share a kernel.
/// </summary>
internal sealed class KernelShape
{
    private readonly List<int> _columns = [];
    private readonly List<Utf8> _texts = [];

    private KernelShape(Node root)
    {
        Root = Shaped(root);
        (Columns, Texts) = ([.. _columns], [.. _texts]);
    }

    /// <summary>The expression; its columns and <see cref="TextNode"/>s have their numbers.</summary>
    public Node Root { get; }

    /// <summary>The place in the schema of each column.</summary>
    public int[] Columns { get; }

    public Utf8[] Texts { get; }

    public static KernelShape Of(Node root) => new(root);

    private Node Shaped(Node node) => node switch
    {
        ColumnNode column => column with { Index = NumberOf(column.Index), Name = "" },
        ConstantNode { Value: string text } => new TextNode(NumberOf(Utf8.Of(text)), node.Type),
        PromotionNode promotion => new PromotionNode(Shaped(promotion.Inner)),
        CallNode call => call with { Arguments = [.. call.Arguments.Select(Shaped)] },
        _ => node,
    };

    private int NumberOf(int column)
    {
        if (_columns.IndexOf(column) is var known and >= 0) return known;
        _columns.Add(column);
        return _columns.Count - 1;
    }

    private int NumberOf(Utf8 text)
    {
        _texts.Add(text);
        return _texts.Count - 1;
    }
}
