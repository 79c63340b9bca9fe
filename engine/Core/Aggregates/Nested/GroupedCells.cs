using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates.Nested;

/// <summary>
/// For every cell its rows by the values of some columns, and for each of these groups the states of inner aggregates. Where
/// rows are only counted, the group's count stands in the map itself; otherwise the number of its state does.
/// </summary>
/// <param name="by">Types of the columns, which are the first arguments.</param>
/// <param name="inner">The aggregates and the places of their arguments.</param>
/// <param name="name">Says what the inner aggregates give: two of one name may be one.</param>
internal sealed class GroupedCells(IReadOnlyList<ColumnType> by, IReadOnlyList<(Accumulator Accumulator, int[] Arguments)> inner, string name)
{
    private const int Block = 128;

    private readonly ValueCodes _values = new(by);
    private readonly CellMap _map = new();
    private readonly Stack<int> _freeGroups = new();
    private readonly Column[] _given = new Column[inner.Max(each => each.Arguments.Length)];
    private int[] _groups = [];
    private Ladder?[] _ladders = [];
    private int _groupsUsed;

    public string Name => name;

    /// <summary>Groups are by one column.</summary>
    public bool IsSingle => by.Count == 1;

    /// <summary>Every inner aggregate is a plain count of rows.</summary>
    public bool IsCounting { get; } = inner.All(each => each.Accumulator is CountAccumulator && each.Arguments.Length == 0);

    public long Bytes => _map.Bytes + _values.HeldBytes + (IsCounting ? 0 : inner.Sum(each => ((long)_groupsUsed * each.Accumulator.BytesPerCell) + each.Accumulator.HeldBytes));

    public string Layout => $"{(IsCounting ? "counts" : string.Join("+", inner.Select(each => $"{each.Accumulator.Layout}({string.Join(",", each.Arguments)})")))} by {string.Join(",", by)}";

    public void EnsureCapacity(int cells) => _map.EnsureCapacity(cells);

    /// <summary>Of groups by a single column: how many there are without that of null.</summary>
    public int CountKnown(int cell) => _map.Count(cell) - (_values.NullCode >= 0 && _map.Codes(cell).Contains(_values.NullCode) ? 1 : 0);

    /// <summary>How many groups the cell has.</summary>
    public int CountOf(int cell) => _map.Count(cell);

    public void Add(ReadOnlySpan<int> cells, in AggregateInput input)
    {
        var codes = _values.Of(cells, input.Arguments[..by.Count]);
        if (!IsCounting && _groups.Length < cells.Length) _groups = new int[Math.Max(cells.Length, 2 * _groups.Length)];
        for (var from = 0; from < cells.Length; from += Block)
        {
            var count = Math.Min(Block, cells.Length - from);
            _map.Touch(cells.Slice(from, count));
            if (IsCounting) CountRows(cells.Slice(from, count), codes.Slice(from, count));
            else Number(cells.Slice(from, count), codes.Slice(from, count), _groups.AsSpan(from, count));
        }

        if (IsCounting) return;
        foreach (var (accumulator, places) in inner)
        {
            for (var i = 0; i < places.Length; i++) _given[i] = input.Arguments[places[i]];
            accumulator.Add(_groups.AsSpan(0, cells.Length), new AggregateInput(_given.AsSpan(0, places.Length), input.EventTimes, cells.Length));
        }
    }

    public void Merge(int into, int from)
    {
        var codes = _map.Codes(from).ToArray();
        for (var i = 0; i < codes.Length; i++)
        {
            ref var value = ref _map.GetOrAdd(into, codes[i], out var added);
            if (added) _values.Use(codes[i]);
            if (IsCounting) value += _map.Values(from)[i];
            else
            {
                if (added) value = NewGroup();
                foreach (var (accumulator, _) in inner) accumulator.Merge((int)value, (int)_map.Values(from)[i]);
            }
        }

        if (into < _ladders.Length) _ladders[into] = null;
    }

    public void Clear(int cell)
    {
        if (cell >= _map.Cells) return;
        foreach (var code in _map.Codes(cell)) _values.Drop(code);
        if (!IsCounting)
            foreach (var group in _map.Values(cell)) FreeGroup((int)group);
        _map.Clear(cell);
        if (cell < _ladders.Length) _ladders[cell] = null;
    }

    /// <summary>Appends the results of the cell's groups, of each inner aggregate to its builder.</summary>
    /// <returns>How many groups there are.</returns>
    public int AppendTo(int cell, ReadOnlySpan<ColumnBuilder> outputs)
    {
        var values = _map.Values(cell);
        for (var i = 0; i < outputs.Length; i++)
        {
            if (IsCounting) AppendCounts(values, (FixedBuilder<long>)outputs[i]);
            else
                foreach (var group in values) inner[i].Accumulator.Emit((int)group, outputs[i]);
        }

        return values.Length;
    }

    /// <summary>Of a cell that counts: how many of its groups have each count. Asked once, it is kept up to date.</summary>
    public Ladder LadderOf(int cell)
    {
        if (cell >= _ladders.Length) Array.Resize(ref _ladders, Math.Max(_map.Cells, cell + 1));
        return _ladders[cell] ??= Ladder.Of(_map.Values(cell));
    }

    /// <summary>Cell after cell, so that they can be read back in other runs.</summary>
    public void Save(int first, int count, StateWriter state)
    {
        for (var cell = first; cell < first + count; cell++)
        {
            var gathered = state.Gather();
            gathered.Write(_map.Count(cell));
            foreach (var code in _map.Codes(cell)) gathered.WriteBytes(_values.Bytes(code));
            if (IsCounting)
                foreach (var rows in _map.Values(cell)) gathered.Write(rows);
            gathered.Dispose();
            if (IsCounting) continue;
            foreach (var (accumulator, _) in inner)
                foreach (var group in _map.Values(cell)) accumulator.Save((int)group, 1, state);
        }
    }

    public void Restore(int first, int count, StateReader state)
    {
        for (var cell = first; cell < first + count; cell++)
        {
            for (var left = state.ReadCount(sizeof(int)); left > 0; left--)
            {
                var code = _values.Restore(state.ReadBytes());
                ref var value = ref _map.GetOrAdd(cell, code, out var added);
                StateReader.Check(added, "a nested group is there twice");
                _values.Use(code);
                if (!IsCounting) value = NewGroup();
            }

            var values = _map.Values(cell);
            if (IsCounting) state.ReadItems(values);
            else
                foreach (var (accumulator, _) in inner)
                    foreach (var group in values) accumulator.Restore((int)group, 1, state);
        }
    }

    public void Skip(int count, StateReader state)
    {
        for (; count > 0; count--)
        {
            var groups = state.ReadCount(sizeof(int));
            for (var left = groups; left > 0; left--) state.ReadBytes();
            if (IsCounting) state.SkipItems<long>(groups);
            else
                foreach (var (accumulator, _) in inner) accumulator.Skip(groups, state);
        }
    }

    private void CountRows(ReadOnlySpan<int> cells, ReadOnlySpan<int> codes)
    {
        for (var row = 0; row < cells.Length; row++)
        {
            var cell = cells[row];
            if (cell < 0) continue;
            ref var count = ref _map.GetOrAdd(cell, codes[row], out var added);
            if (added) _values.Use(codes[row]);
            if (cell < _ladders.Length) _ladders[cell]?.Climb(count);
            count++;
        }
    }

    private void Number(ReadOnlySpan<int> cells, ReadOnlySpan<int> codes, Span<int> groups)
    {
        for (var row = 0; row < cells.Length; row++)
        {
            groups[row] = -1;
            if (cells[row] < 0) continue;
            ref var group = ref _map.GetOrAdd(cells[row], codes[row], out var added);
            if (added)
            {
                _values.Use(codes[row]);
                group = NewGroup();
            }

            groups[row] = (int)group;
        }
    }

    private int NewGroup()
    {
        if (_freeGroups.TryPop(out var group)) return group;
        foreach (var (accumulator, _) in inner) accumulator.EnsureCapacity(_groupsUsed + 1);
        return _groupsUsed++;
    }

    private void FreeGroup(int group)
    {
        foreach (var (accumulator, _) in inner) accumulator.Clear(group);
        _freeGroups.Push(group);
    }

    private static void AppendCounts(ReadOnlySpan<long> counts, FixedBuilder<long> output)
    {
        var rows = output.Length + counts.Length;
        output.Reserve(rows);
        counts.CopyTo(output.Room.AsSpan(output.Length));
        output.Advance(rows);
    }
}
