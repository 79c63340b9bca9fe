using StreamGuard.Contracts;

namespace StreamGuard.Core.History.Recent;

/// <summary>Copies rows out of their rings into columns, each for a cell, so that accumulators take them in one go.</summary>
internal sealed class LaidOutRows(RecentRows rows, IReadOnlyList<int> columns)
{
    private ColumnBuilder[] _builders = [];
    private Column[] _built = [];
    private int[] _cells = [];
    private long[] _times = [];

    public int Count { get; private set; }

    /// <summary>To be called before the first row, when all columns are known.</summary>
    public void Begin(IReadOnlyList<ColumnType> types)
    {
        if (_builders.Length == columns.Count) return;
        _builders = [.. types.Select(ColumnBuilder.For)];
        _built = new Column[columns.Count];
    }

    /// <summary>Adds rows of a ring, from one index up to another that is not included.</summary>
    public void Add(int cell, in Ring ring, int low, int high)
    {
        while (low < high)
        {
            var place = ring.PlaceOf(low);
            var count = Math.Min(high - low, ring.Start + ring.Room - place);
            AddPlaces(cell, place, count);
            low += count;
        }
    }

    /// <summary>Adds rows next to one another.</summary>
    public void AddPlaces(int cell, int place, int count)
    {
        if (Count + count > _cells.Length) Reserve(Count + count);
        _cells.AsSpan(Count, count).Fill(cell);
        rows.Times(place, count).CopyTo(_times.AsSpan(Count));
        for (var i = 0; i < columns.Count; i++) rows.Columns[columns[i]].AppendTo(_builders[i], place, count);
        Count += count;
    }

    /// <summary>Gives the rows to accumulators, each with the places of its arguments among the columns, and forgets them.</summary>
    public void Feed(List<(Accumulator Accumulator, int[] Arguments)> fed)
    {
        for (var i = 0; i < _built.Length; i++) _built[i] = _builders[i].Build();
        foreach (var (accumulator, arguments) in fed)
        {
            var given = new Column[arguments.Length];
            for (var i = 0; i < given.Length; i++) given[i] = _built[arguments[i]];
            accumulator.Add(_cells.AsSpan(0, Count), new AggregateInput(given, _times.AsSpan(0, Count), Count));
        }

        foreach (var column in _built) column.Release();
        Count = 0;
    }

    private void Reserve(int most)
    {
        Array.Resize(ref _cells, Math.Max(most, 2 * _cells.Length));
        Array.Resize(ref _times, _cells.Length);
    }
}
