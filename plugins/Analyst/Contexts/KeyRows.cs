using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Analyst.Contexts;

/// <summary>
/// The last rows and newest features of one key. An alert may still come for every time behind the watermark: rows behind it
/// are kept too, as far as there is room.
/// </summary>
/// <param name="rows">How many rows are told.</param>
/// <param name="features">How many features there are.</param>
internal sealed class KeyRows(int rows, int features)
{
    private readonly List<(long Time, byte[] Row)> _rows = [];

    // How many there may be before those that nobody asks for any more are looked for.
    private int _room = 2 * rows;

    /// <summary>The newest value of each feature; NaN where there was none.</summary>
    public double[] Features { get; } = [.. Enumerable.Repeat(double.NaN, features)];

    /// <summary>The last rows no later than a time, the oldest first.</summary>
    public IEnumerable<byte[]> Until(long time) => _rows.Where(each => each.Time <= time).Select(each => each.Row).TakeLast(rows);

    public void Add(long time, byte[] row, long watermark)
    {
        _rows.Add((time, row));
        if (_rows.Count < _room) return;
        var reached = _rows.FindIndex(each => each.Time > watermark) is >= 0 and var first ? first : _rows.Count;
        _rows.RemoveRange(0, Math.Max(Math.Max(0, reached - rows), _rows.Count - Most));
        _room = Math.Max(2 * rows, _rows.Count + rows);
    }

    public void Save(StateWriter state)
    {
        state.WriteItems<double>(Features);
        state.Write(_rows.Count);
        foreach (var (time, row) in _rows)
        {
            state.Write(time);
            state.WriteBytes(row);
        }
    }

    public void Restore(StateReader state)
    {
        state.ReadItems<double>(Features);
        for (var left = state.ReadCount(sizeof(long) + sizeof(int)); left > 0; left--) _rows.Add((state.ReadLong(), state.ReadBytes().ToArray()));
    }

    private int Most => rows + 1000;
}
