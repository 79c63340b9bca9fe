using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Analyst.Contexts;

/// <summary>The last rows and newest features of one key.</summary>
internal sealed class KeyRows(int rows, int features)
{
    private readonly byte[][] _rows = new byte[rows][];
    private int _next;

    /// <summary>The newest value of each feature; NaN where there was none.</summary>
    public double[] Features { get; } = [.. Enumerable.Repeat(double.NaN, features)];

    /// <summary>The rows, the oldest first.</summary>
    public IEnumerable<byte[]> Oldest => _rows.Skip(_next).Concat(_rows.Take(_next)).Where(row => row is not null);

    public void Add(byte[] row)
    {
        _rows[_next] = row;
        _next = (_next + 1) % _rows.Length;
    }

    public void Save(StateWriter state)
    {
        state.WriteItems<double>(Features);
        var kept = Oldest.ToList();
        state.Write(kept.Count);
        foreach (var row in kept) state.WriteBytes(row);
    }

    public void Restore(StateReader state)
    {
        state.ReadItems<double>(Features);
        var count = state.ReadCount(sizeof(int));
        StateReader.Check(count <= _rows.Length, "a key has more rows than are kept");
        for (; count > 0; count--) Add(state.ReadBytes().ToArray());
    }
}
