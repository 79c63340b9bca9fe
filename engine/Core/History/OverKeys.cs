using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.History;

/// <summary>The keys of an over, what is known of each, and which of them are forgotten.</summary>
internal sealed class OverKeys
{
    private readonly OverPlan _plan;
    private readonly KeyIndex _index;
    private readonly OverCalls _calls;
    private readonly KeyLives? _lives;
    private readonly KeyRecency? _recency;
    private int[] _cells = [];

    public OverKeys(OverPlan plan)
    {
        _plan = plan;
        _index = new KeyIndex(plan.Input, plan.Key);
        _calls = new OverCalls(plan);
        if (plan.Options.Ttl is { } ttl) _lives = new KeyLives(ttl.Microseconds, plan.Options.Order == OverOrder.EventTime, Forget, Remove);
        if (plan.Options.MaxKeys is { } most) _recency = new KeyRecency(_index, most, Remove);
    }

    public long Overflows => _calls.Overflows;

    /// <summary>Keys forgotten after their ttl since the last call.</summary>
    public long TakeExpired() => _lives?.TakeExpired() ?? 0;

    /// <summary>Keys evicted for others since the last call.</summary>
    public long TakeEvicted() => _recency?.TakeEvicted() ?? 0;

    /// <summary>Emits the rows with their answers.</summary>
    public void Answer(Batch batch, Output output)
    {
        if (_cells.Length < batch.Rows) _cells = new int[Math.Max(batch.Rows, 2 * _cells.Length)];
        var times = _plan.EventTime < 0 ? [] : batch.Ints(_plan.EventTime);
        for (int from = 0, to; from < batch.Rows; from = to)
        {
            // As a rule all rows at once. A key that is forgotten between two of its rows cuts them.
            to = Number(batch, from, times);
            _calls.EnsureCapacity(_index.Slots);
            var part = to - from == batch.Rows ? null : batch.Where([.. Enumerable.Range(from, to - from)]);
            output.Emit(_calls.Run(part ?? batch, _cells.AsSpan(from, to - from), times.IsEmpty ? times : times[from..to]));
            part?.Release();
        }
    }

    public void OnWatermark(long watermark)
    {
        _lives?.OnWatermark(watermark, _index);
        _calls.OnWatermark(watermark);
    }

    /// <summary>Keys that are known.</summary>
    public int Count => _index.Count;

    public long StateBytes => _index.StateBytes + _calls.StateBytes(_index.Slots) + (_lives?.StateBytes ?? 0) + (_recency?.StateBytes ?? 0);

    public void Save(StateWriter state)
    {
        _index.Save(state);
        var cells = _index.Used();
        _lives?.Save(cells, state);
        _recency?.Save(cells, state);
        _calls.Save(cells, state);
    }

    /// <summary>Adds what was saved; with a share, only what is known of its keys, and further calls may add what other instances saved.</summary>
    public void Restore(StateReader state, IKeyShare? share)
    {
        var savedKeys = share is null ? _index : _index.Empty();
        var saved = savedKeys.RestoreRuns(state);
        var cells = new int[savedKeys.Slots];
        var isOwn = share is null ? null : savedKeys.Of(share);
        for (var key = 0; key < cells.Length; key++)
            cells[key] = isOwn is null ? key : isOwn[key] ? _index.GetOrAdd(savedKeys.Key(key), out _) : -1;

        _calls.EnsureCapacity(_index.Slots);
        _lives?.Restore(cells, _index, state);
        _recency?.Restore(saved, state);
        _calls.Restore(cells, state);
    }

    /// <summary>Finds the cells of rows, and forgets keys whose time has come.</summary>
    /// <returns>Behind the last row whose cell is known: a key must be forgotten that one of the rows before is of.</returns>
    private int Number(Batch batch, int from, ReadOnlySpan<long> times)
    {
        var cells = _cells.AsSpan(0, batch.Rows);
        var to = batch.Rows;
        if (_recency is not null)
        {
            to = _recency.Number(batch, from, cells);
        }
        else if (from == 0)
        {
            cells.Clear();
            _index.GetOrAdd(batch, cells);
        }

        return _lives?.Live(cells[..to], times, from, _index.Slots) ?? to;
    }

    private void Forget(int cell)
    {
        _calls.EnsureCapacity(_index.Slots);
        _calls.Clear(cell);
    }

    private void Remove(int cell)
    {
        Forget(cell);
        _index.Remove(cell);
        _lives?.Forgotten(cell);
        _recency?.Forgotten(cell);
    }
}
