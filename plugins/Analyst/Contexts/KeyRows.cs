using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Analyst.Contexts;

/// <summary>The last rows and newest features of one key.</summary>
/// <param name="rows">How many rows are told.</param>
/// <param name="features">How many features there are.</param>
internal sealed class KeyRows(int rows, int features)
{
    // As many again: rows may come before an alert that are later than it.
    private readonly (long Time, byte[]? Row)[] _rows = new (long, byte[]?)[2 * rows];
    private int _next;

    /// <summary>The newest value of each feature; NaN where there was none.</summary>
    public double[] Features { get; } = [.. Enumerable.Repeat(double.NaN, features)];

    /// <summary>The last rows no later than a time, the oldest first.</summary>
    public IEnumerable<byte[]> Until(long time) => Kept.Where(each => each.Time <= time).Select(each => each.Row!).TakeLast(rows);

    public void Add(long time, byte[] row)
    {
        _rows[_next] = (time, row);
        _next = (_next + 1) % _rows.Length;
    }

    public void Save(StateWriter state)
    {
        state.WriteItems<double>(Features);
        var kept = Kept.ToList();
        state.Write(kept.Count);
        foreach (var (time, row) in kept)
        {
            state.Write(time);
            state.WriteBytes(row);
        }
    }

    public void Restore(StateReader state)
    {
        state.ReadItems<double>(Features);
        var count = state.ReadCount(sizeof(long) + sizeof(int));
        StateReader.Check(count <= _rows.Length, "a key has more rows than are kept");
        for (; count > 0; count--) Add(state.ReadLong(), state.ReadBytes().ToArray());
    }

    private IEnumerable<(long Time, byte[]? Row)> Kept => _rows.Skip(_next).Concat(_rows.Take(_next)).Where(each => each.Row is not null);
}
