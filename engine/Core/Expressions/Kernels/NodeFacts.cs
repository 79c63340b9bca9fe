using StreamGuard.Core.Expressions.Typing;

namespace StreamGuard.Core.Expressions.Kernels;

/// <summary>What can be told from a typed expression before its kernel is written.</summary>
internal static class NodeFacts
{
    /// <summary>Reads no column, so that it has one value for all rows.</summary>
    public static bool IsConstant(Node node) => node is not ColumnNode && node.Parts.All(IsConstant);

    /// <summary>Null whenever a column of it is null.</summary>
    public static bool IsStrict(Node node) => (node is not CallNode call || call.Overload.IsStrict) && node.Parts.All(IsStrict);

    public static HashSet<ColumnNode> Columns(Node node)
    {
        var columns = new HashSet<ColumnNode>();
        Collect(node, columns);
        return columns;
    }

    /// <summary>
    /// The only column of a strict call that is given a text: it can be computed once a dictionary entry. Null when the
    /// call is not of this kind.
    /// </summary>
    public static ColumnNode? TextColumnOf(CallNode call)
    {
        if (call.Type.Element is not null || !IsStrict(call)) return null;
        var columns = Columns(call);
        return columns.Count == 1 && columns.First() is { Type.IsText: true } column ? column : null;
    }

    private static void Collect(Node node, HashSet<ColumnNode> into)
    {
        if (node is ColumnNode column) into.Add(column);
        foreach (var part in node.Parts) Collect(part, into);
    }
}
