using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.History;

/// <summary>
/// Forgets keys by their ttl. A key's last time is that of its newest row; where a row comes late, the watermark then. The
/// key is forgotten when the watermark, and in order of event time when a row of its own, is a ttl beyond that.
/// </summary>
/// <param name="ttl">In microseconds.</param>
/// <param name="isOrdered">Rows come by event time.</param>
/// <param name="forget">Empties the cell of a key that begins anew.</param>
/// <param name="remove">Removes a key.</param>
internal sealed class KeyLives(long ttl, bool isOrdered, Action<int> forget, Action<int> remove)
{
    private const long Unseen = long.MinValue;
    private const int SweepsATtl = 8;

    private long[] _last = [];
    private long _watermark = long.MinValue;
    private long _swept = long.MinValue;
    private long _expired;

    public long TakeExpired()
    {
        var expired = _expired;
        _expired = 0;
        return expired;
    }

    public long StateBytes => (long)_last.Length * sizeof(long);

    /// <summary>Takes note of rows from one on, and forgets their keys first where it is time.</summary>
    /// <returns>Behind the last row taken note of: the next is of a key to be forgotten that has a row among those before it.</returns>
    public int Live(ReadOnlySpan<int> cells, ReadOnlySpan<long> times, int from, int slots)
    {
        Reserve(slots);
        for (var row = from; row < cells.Length; row++)
        {
            Prefetching.ItemAhead(_last, cells, row);
            ref var last = ref _last[cells[row]];
            var time = times[row];
            if (last <= Saturating.Subtract(isOrdered ? time : _watermark, ttl) && last != Unseen)
            {
                if (isOrdered && last >= times[from]) return row;
                forget(cells[row]);
                _expired++;
            }

            last = Math.Max(last, Math.Max(time, _watermark));
        }

        return cells.Length;
    }

    /// <summary>A key is removed.</summary>
    public void Forgotten(int cell)
    {
        if (cell < _last.Length) _last[cell] = Unseen;
    }

    /// <summary>Gives back what forgotten keys hold. Whether a row finds its key forgotten does not depend on when that is done.</summary>
    public void OnWatermark(long watermark, KeyIndex keys)
    {
        _watermark = watermark;
        if (watermark == long.MaxValue || watermark < Saturating.Add(_swept, ttl / SweepsATtl)) return;
        _swept = watermark;
        var least = Saturating.Subtract(watermark, ttl);
        for (var cell = 0; cell < Math.Min(keys.Slots, _last.Length); cell++)
        {
            if (_last[cell] > least || _last[cell] == Unseen) continue;
            remove(cell);
            _expired++;
        }
    }

    public void Save(SlotRuns cells, StateWriter state)
    {
        state.Write(_watermark);
        Reserve(cells.Slots);
        foreach (var (first, count) in cells.Runs) state.WriteItems<long>(_last.AsSpan(first, count));
    }

    /// <param name="cells">For each cell saved, the one here; -1 to leave it out.</param>
    /// <param name="keys">The keys, restored.</param>
    /// <param name="state">The state.</param>
    public void Restore(ReadOnlySpan<int> cells, KeyIndex keys, StateReader state)
    {
        _watermark = _swept = state.ReadLong();
        Reserve(keys.Slots);
        state.Require(cells.Length, sizeof(long));
        foreach (var cell in cells)
        {
            var last = state.ReadLong();
            if (cell >= 0 && keys.IsUsed(cell)) _last[cell] = last;
        }
    }

    private void Reserve(int slots)
    {
        if (slots <= _last.Length) return;
        var before = _last.Length;
        Array.Resize(ref _last, Math.Max(slots, 2 * before));
        _last.AsSpan(before).Fill(Unseen);
    }
}
