using System.Collections.Concurrent;
using StreamGuard.Core.Expressions.Typing;

namespace StreamGuard.Core.Expressions.Kernels;

/// <summary>
/// Kernels compiled before, by the shape of what they compute: the lanes of a transform and the cases of a test bind the same
/// expressions again and again, and to compile one takes as long as to run it over half a million rows. A kernel keeps
/// nothing from call to call, so that all may use it at once.
/// </summary>
internal static class KernelCache
{
    // A process that plans ever new pipelines starts anew from time to time.
    private const int Most = 1024;

    private static readonly ConcurrentDictionary<(Node Root, bool Nulls), Lazy<Kernel>> KnownValues = new(new SameKernel());
    private static readonly ConcurrentDictionary<(Node Root, bool Nulls), Lazy<Kernel>> KnownSelections = new(new SameKernel());

    /// <summary>As <see cref="KernelCompiler.Values"/>.</summary>
    public static Kernel Values(KernelShape shape, bool nulls) => Get(KnownValues, shape.Root, nulls, KernelCompiler.Values);

    /// <summary>As <see cref="KernelCompiler.Selection"/>.</summary>
    public static Kernel Selection(KernelShape shape, bool nulls) => Get(KnownSelections, shape.Root, nulls, KernelCompiler.Selection);

    /// <summary>False where each expression compiles a kernel of its own: what became of constant arguments (a pattern, a table) nobody can compare.</summary>
    public static bool Keeps(KernelShape shape) => !HasPrepared(shape.Root);

    private static Kernel Get(ConcurrentDictionary<(Node Root, bool Nulls), Lazy<Kernel>> known, Node root, bool nulls, Func<Node, bool, Kernel> compile)
    {
        if (HasPrepared(root)) return compile(root, nulls);
        if (known.TryGetValue((root, nulls), out var kernel)) return kernel.Value;
        if (known.Count >= Most) known.Clear();
        // Lanes come to the same kernel at the same time: one compiles it.
        return known.GetOrAdd((root, nulls), key => new Lazy<Kernel>(() => compile(key.Root, key.Nulls))).Value;
    }

    private static bool HasPrepared(Node node) => node is CallNode call && call.Prepared.Any(each => each is not null) || node.Parts.Any(HasPrepared);

    private sealed class SameKernel : IEqualityComparer<(Node Root, bool Nulls)>
    {
        public bool Equals((Node Root, bool Nulls) left, (Node Root, bool Nulls) right) => left.Nulls == right.Nulls && Same(left.Root, right.Root);

        public int GetHashCode((Node Root, bool Nulls) key) => HashCode.Combine(HashOf(key.Root), key.Nulls);

        private static bool Same(Node left, Node right) => (left, right) switch
        {
            (CallNode one, CallNode other) => one.Overload == other.Overload && one.Type == other.Type && SameParts(one, other),
            (PromotionNode one, PromotionNode other) => Same(one.Inner, other.Inner),
            // Equal zeros have different signs.
            (ConstantNode { Value: double one }, ConstantNode { Value: double other }) => BitConverter.DoubleToInt64Bits(one) == BitConverter.DoubleToInt64Bits(other),
            _ => left.Equals(right),
        };

        private static bool SameParts(CallNode left, CallNode right)
        {
            if (left.Arguments.Count != right.Arguments.Count) return false;
            for (var i = 0; i < left.Arguments.Count; i++)
                if (!Same(left.Arguments[i], right.Arguments[i])) return false;
            return true;
        }

        private static int HashOf(Node node) => node is CallNode or PromotionNode
            ? node.Parts.Aggregate(node is CallNode call ? call.Overload.GetHashCode() : 1, (hash, part) => HashCode.Combine(hash, HashOf(part)))
            : node.GetHashCode();
    }
}
