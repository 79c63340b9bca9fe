using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Sequences;

/// <summary>Runs batches through the partial matches of their keys. A key is known only as long as it has some.</summary>
internal sealed class Sequencer
{
    private const byte Format = 1;
    private const int BytesPerColumn = 16;
    private const int BytesPerPartial = 96;

    private readonly Pattern _pattern;
    private readonly Schema _input;
    private readonly int _time;
    private readonly KeyIndex _keys;
    private readonly TakenRows _rows = new();
    private readonly Matcher _matcher;
    private readonly HashSet<int> _touched = [];
    private int[] _cells = [];
    private long _order;

    /// <param name="pattern">What is looked for.</param>
    /// <param name="input">Schema of the rows, which have an event time.</param>
    /// <param name="key">Places of the key columns.</param>
    /// <param name="found">Takes each match and what holds its rows.</param>
    public Sequencer(Pattern pattern, Schema input, IReadOnlyList<int> key, Action<PartialMatch, HeldRows> found)
    {
        (_pattern, _input, _time) = (pattern, input, input.IndexOf(input.EventTime!));
        _keys = new KeyIndex(input, key);
        _matcher = new Matcher(pattern, _rows, (_, match) => found(match, _rows.Held));
    }

    /// <summary>Place of the next row in the order of all rows.</summary>
    public long Order => _order;

    public long Expired => _matcher.Expired;

    public long Evicted => _matcher.Evicted;

    /// <summary>Takes rows in their order, all of which have an event time.</summary>
    public void Take(Batch batch)
    {
        foreach (var condition in _pattern.Conditions) condition.Begin(batch);
        Number(batch);
        _rows.Begin(batch);
        var times = batch.Ints(_time);
        for (var row = 0; row < batch.Rows; row++, _order++)
            if (_cells[row] >= 0) _matcher.Take(_cells[row], row, times[row], _order);
        _rows.End();
        foreach (var key in _touched) Forget(key);
        _touched.Clear();
    }

    public void OnWatermark(long watermark)
    {
        foreach (var key in _matcher.OnWatermark(watermark)) Forget(key);
        _rows.Held.Tidy();
    }

    /// <summary>Keys that have a partial match.</summary>
    public int Keys => _keys.Count;

    public long StateBytes => _keys.StateBytes + _rows.Held.StateBytes(BytesPerColumn * _input.Count) + ((long)_matcher.Count * BytesPerPartial);

    public void Save(StateWriter state)
    {
        state.WriteFormat(Format);
        state.Write(_order);
        _keys.Save(state);
        _rows.Held.Save(state);
        var keys = _keys.Used();
        foreach (var run in keys.Runs)
            for (var key = run.First; key < run.First + run.Count; key++) MatchState.Save(_matcher.Of(key), state);
    }

    /// <summary>Adds what was saved; with a share only what belongs to its keys, and further calls may add what other instances saved.</summary>
    public void Restore(StateReader state, IKeyShare? share)
    {
        state.ReadFormat(Format, "a sequence");
        _order = Math.Max(_order, state.ReadLong());
        var (keys, held) = (_keys.Empty(), new HeldRows());
        keys.Restore(state);
        held.Restore(state, _input);
        var isOwn = share is null ? null : keys.Of(share);
        for (var key = 0; key < keys.Slots; key++)
            foreach (var match in MatchState.Restore(state, _pattern, held))
            {
                StateReader.Check(keys.IsUsed(key), "a partial match belongs to no key");
                if (isOwn?[key] == false) continue;
                _rows.Adopt(match, held);
                _matcher.Restore(_keys.GetOrAdd(keys.Key(key), out _), match);
            }

        _rows.EndAdopting();
    }

    /// <summary>Gives each row the number of its key; -1 where it can neither begin nor change a partial match.</summary>
    private void Number(Batch batch)
    {
        if (_cells.Length < batch.Rows) _cells = new int[Math.Max(batch.Rows, 2 * _cells.Length)];
        for (var row = 0; row < batch.Rows; row++)
        {
            if (_pattern.Steps[0].When.MayMeet(row)) _touched.Add(_cells[row] = _keys.GetOrAdd(batch, row));
            else if ((_cells[row] = _keys.Find(batch, row)) >= 0) _touched.Add(_cells[row]);
        }

        _matcher.EnsureKeys(_keys.Slots);
    }

    private void Forget(int key)
    {
        if (_matcher.Of(key).Count == 0 && _keys.IsUsed(key)) _keys.Remove(key);
    }
}
