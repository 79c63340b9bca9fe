using System.Numerics;

namespace StreamGuard.Plugins.Detectors.Training;

/// <summary>
/// Grows isolation trees (Liu, Ting, Zhou: "Isolation Forest", 2008): each of a few rows drawn without putting back, each node
/// at a random value of a random feature that varies there, until rows are alone or the depth is that of a balanced tree.
/// </summary>
/// <param name="rows">Row after row.</param>
/// <param name="features">Values a row.</param>
/// <param name="perTree">Rows a tree, at most as many as there are.</param>
/// <param name="seed">Each tree has numbers of its own, whatever is grown at the same time.</param>
internal sealed class ForestGrower(float[] rows, int features, int perTree, long seed)
{
    private readonly int _depth = BitOperations.Log2((uint)perTree - 1) + 1;

    /// <summary>Grows so many trees, on all processors.</summary>
    public Tree[] Grow(int trees)
    {
        var grown = new Tree[trees];
        Parallel.For(0, trees, i => grown[i] = new Growth(this, Random64.Of(seed, i)).Grow());
        return grown;
    }

    private int Count => rows.Length / features;

    /// <summary>One tree under way.</summary>
    private sealed class Growth(ForestGrower forest, Random64 random)
    {
        private readonly Tree _tree = new();
        private readonly int[] _order = [.. Enumerable.Range(0, forest.Features)];
        private Random64 _random = random;
        private int[] _rows = [];

        public Tree Grow()
        {
            _rows = Draw();
            Split(_tree.Add(_rows.Length), 0, _rows.Length, 0);
            return _tree;
        }

        /// <summary>Rows without putting back: Floyd's algorithm, which needs no list of all.</summary>
        private int[] Draw()
        {
            var (count, wanted) = (forest.Count, Math.Min(forest.PerTree, forest.Count));
            var drawn = new HashSet<int>(wanted);
            for (var i = count - wanted; i < count; i++)
            {
                var candidate = (int)_random.Below(i + 1L);
                if (!drawn.Add(candidate)) drawn.Add(i);
            }

            return [.. drawn.Order()];
        }

        private void Split(int node, int from, int count, int depth)
        {
            if (count <= 1 || depth >= forest.Depth || !Choose(from, count, out var feature, out var threshold)) return;
            var left = Partition(from, count, feature, threshold);
            var (first, second) = (_tree.Add(left), _tree.Add(count - left));
            (_tree.Feature[node], _tree.Threshold[node], _tree.Left[node], _tree.Right[node]) = (feature, threshold, first, second);
            Split(first, from, left, depth + 1);
            Split(second, from + left, count - left, depth + 1);
        }

        /// <summary>A random feature that varies among the rows, and a random value between its least and its greatest; false where none does.</summary>
        private bool Choose(int from, int count, out int feature, out double threshold)
        {
            for (var left = _order.Length; left > 0; left--)
            {
                var drawn = (int)_random.Below(left);
                (_order[drawn], _order[left - 1]) = (_order[left - 1], _order[drawn]);
                feature = _order[left - 1];
                var (least, greatest) = Range(from, count, feature);
                if (!(greatest > least)) continue;
                threshold = least + (_random.NextDouble() * ((double)greatest - least));
                // Rounding may reach the greatest, which must go right.
                if (threshold >= greatest) threshold = least;
                return true;
            }

            (feature, threshold) = (-1, 0);
            return false;
        }

        private (float Least, float Greatest) Range(int from, int count, int feature)
        {
            var (least, greatest) = (float.PositiveInfinity, float.NegativeInfinity);
            for (var i = from; i < from + count; i++)
            {
                var value = forest.Value(_rows[i], feature);
                least = Math.Min(least, value);
                greatest = Math.Max(greatest, value);
            }

            return (least, greatest);
        }

        /// <summary>Brings the rows that go left to the front; gives how many they are.</summary>
        private int Partition(int from, int count, int feature, double threshold)
        {
            var left = from;
            for (var i = from; i < from + count; i++)
            {
                if (forest.Value(_rows[i], feature) > threshold) continue;
                (_rows[i], _rows[left]) = (_rows[left], _rows[i]);
                left++;
            }

            return left - from;
        }
    }

    private int Features => features;

    private int PerTree => perTree;

    private int Depth => _depth;

    private float Value(int row, int feature) => rows[(row * features) + feature];
}
