using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.History;

/// <summary>Keeps at most so many keys: a further one takes the place of the key longest unseen. Keys are a ring through arrays, the longest unseen first.</summary>
/// <param name="keys">The keys.</param>
/// <param name="most">How many.</param>
/// <param name="remove">Removes a key.</param>
internal sealed class KeyRecency(KeyIndex keys, int most, Action<int> remove)
{
    private const int None = -1;

    private Link[] _links = [];
    private int _oldest = None;
    private int _newest = None;
    private int _pass;
    private long _evicted;

    public long TakeEvicted()
    {
        var evicted = _evicted;
        _evicted = 0;
        return evicted;
    }

    public long StateBytes => (long)_links.Length * 2 * sizeof(int);

    /// <summary>Fills in the cells of rows from one on.</summary>
    /// <returns>Behind the last row that has one: for the next a key would have to go that has a row among those before it.</returns>
    public int Number(Batch batch, int from, Span<int> cells)
    {
        _pass++;
        for (var row = from; row < cells.Length; row++)
        {
            var cell = keys.GetOrAdd(batch, row, out var isNew);
            if (isNew && keys.Count > most)
            {
                if (_links[_oldest].Pass == _pass)
                {
                    keys.Remove(cell);
                    return row;
                }

                remove(_oldest);
                _evicted++;
            }

            if (cell >= _links.Length) Array.Resize(ref _links, Math.Max(16, Math.Max(keys.Slots, 2 * _links.Length)));
            if (!isNew) Unlink(cell);
            Append(cell);
            cells[row] = cell;
        }

        return cells.Length;
    }

    /// <summary>A key is removed.</summary>
    public void Forgotten(int cell) => Unlink(cell);

    public void Save(SlotRuns cells, StateWriter state)
    {
        state.Write(_oldest);
        // The whole array as it lies: to follow the links of a million keys would take the time of as many cache misses.
        foreach (var (first, count) in cells.Runs) state.WriteItems<Link>(_links.AsSpan(first, count));
    }

    /// <param name="saved">Which cells were saved.</param>
    /// <param name="state">The state.</param>
    public void Restore(SlotRuns saved, StateReader state)
    {
        var oldest = state.ReadInt();
        var links = new Link[saved.Saved];
        state.ReadItems<Link>(links);
        _links = new Link[Math.Max(16, keys.Slots)];
        var left = keys.Count;
        for (var cell = oldest; cell != None; left--)
        {
            var place = saved.PlaceOf(cell);
            StateReader.Check(left > 0 && place >= 0 && keys.IsUsed(place), "the order of keys is not that of the keys there are");
            Append(place);
            cell = links[place].Newer;
        }

        StateReader.Check(left == 0, "the order of keys lacks some");
    }

    private void Append(int cell)
    {
        _links[cell] = new Link(_newest, None, _pass);
        if (_newest == None) _oldest = cell;
        else _links[_newest].Newer = cell;
        _newest = cell;
    }

    private void Unlink(int cell)
    {
        var (older, newer, _) = _links[cell];
        if (older == None) _oldest = newer;
        else _links[older].Newer = newer;
        if (newer == None) _newest = older;
        else _links[newer].Older = older;
    }

    /// <param name="Older">The key seen before; -1 for the longest unseen.</param>
    /// <param name="Newer">The key seen next; -1 for the last.</param>
    /// <param name="Pass">In which call it was seen.</param>
    private record struct Link(int Older, int Newer, int Pass);
}
