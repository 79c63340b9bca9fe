using System.Runtime.CompilerServices;
using StreamGuard.Contracts;

namespace StreamGuard.Core.State;

/// <summary>
/// Holds rows until the watermark has passed them, and hands them out by event time: the same order for every order of
/// arrival within the disorder. Equal times stand by the tie columns (nulls first, NaN last, text by its UTF-8 bytes), then
/// by source partition and position, then by arrival.
/// </summary>
/// <param name="schema">Of the rows.</param>
/// <param name="time">Place of the event time.</param>
/// <param name="tie">Places of the tie columns, none of them a list.</param>
internal sealed class OrderedRows(Schema schema, int time, IReadOnlyList<int> tie)
{
    private const int MostRows = 4096;

    private readonly HeldRows _held = new();

    private readonly WaitingRuns _runs = new();
    private WaitingRow[] _due = [];
    private int _dueCount;
    private int _taken;
    private long _arrivals;

    /// <summary>Rows that wait.</summary>
    public int Count => _held.Count;

    /// <summary>As far as rows have been handed out: a row before it comes too late. One at it does not.</summary>
    public long Watermark { get; private set; } = long.MinValue;

    /// <summary>Keeps the rows of a batch, all of which have an event time, but those that come too late.</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="late">Takes the places of late rows; has room for all.</param>
    /// <returns>How many are late, for the owner to deal with.</returns>
    public int Add(Batch batch, Span<int> late)
    {
        var times = batch.Ints(time);
        var slot = _held.Hold(batch);
        var (lateCount, count, added) = (0, 0, new WaitingRow[batch.Rows]);
        for (var row = 0; row < times.Length; row++)
        {
            if (times[row] < Watermark) late[lateCount++] = row;
            else added[count++] = new WaitingRow(times[row], _arrivals++, _held.Add(slot, row));
        }

        _held.Settle(slot);
        _runs.Add(added, count);
        return lateCount;
    }

    /// <summary>Keeps the rows of a batch, all of which have an event time; those that come too late are dropped, counted, or dead letters.</summary>
    public void Add(Batch batch, bool dropsLate, Output output)
    {
        var late = Buffers.Rent<int>(batch.Rows);
        var count = Add(batch, late);
        if (dropsLate) output.Account.Late += count;
        else if (count > 0) output.DeadLetter(batch, late.AsSpan(0, count), $"late, rows after it have been taken: the watermark was {Timestamps.Format(Watermark)}");
        Buffers.Return(late);
    }

    /// <summary>
    /// Moves the watermark on: rows before it are due, and with long.MaxValue, when nothing more can come, all.
    /// <see cref="TryTake"/> hands them out and must be called until it gives none.
    /// </summary>
    public void MoveTo(long watermark)
    {
        Watermark = watermark;
        (_dueCount, _taken) = (_runs.TakeBefore(watermark, ref _due), 0);
        SettleTies(_due.AsSpan(0, _dueCount));
    }

    /// <summary>
    /// The next rows that are due as a batch, held by the caller. Rows of one instant are in one batch. Null when none is left.
    /// </summary>
    public Batch? TryTake()
    {
        if (_taken == _dueCount)
        {
            (_taken, _dueCount) = (0, 0);
            _held.Tidy();
            return null;
        }

        var to = Math.Min(_taken + MostRows, _dueCount);
        while (to < _dueCount && _due[to].Time == _due[to - 1].Time) to++;
        var numbers = Buffers.Rent<int>(to - _taken);
        for (var i = _taken; i < to; i++) numbers[i - _taken] = _due[i].Number;
        var chosen = numbers.AsSpan(0, to - _taken);
        var batch = _held.Gather(chosen);
        foreach (var number in chosen) _held.Remove(number);
        Buffers.Return(numbers);
        _taken = to;
        return batch;
    }

    /// <summary>About how many bytes are saved, where a row takes so many.</summary>
    public long StateBytes(int bytesPerRow) => _held.StateBytes(bytesPerRow) + ((long)Count * Unsafe.SizeOf<WaitingRow>());

    /// <summary>Not while rows are due.</summary>
    public void Save(StateWriter state)
    {
        state.Write(Watermark);
        state.Write(_arrivals);
        _held.Save(state);
        _runs.Save(state);
    }

    /// <summary>Reads what <see cref="Save"/> wrote into one that is empty.</summary>
    public void Restore(StateReader state)
    {
        (Watermark, _arrivals) = (state.ReadLong(), state.ReadLong());
        _held.Restore(state, schema);
        var isTaken = new bool[_held.Numbers];
        foreach (var row in _runs.Restore(state))
        {
            StateReader.Check(_held.Holds(row.Number) && !isTaken[row.Number], "a row that waits is not held for it alone");
            StateReader.Check(TimeOf(row.Number) == row.Time, "a row waits for another time than its own");
            isTaken[row.Number] = true;
        }

        StateReader.Check(isTaken.AsSpan().Count(true) == _held.Count, "a row is held and does not wait");
    }

    /// <summary>
    /// Reads what several instances saved at one barrier into one that is empty, and keeps the rows whose key belongs to a
    /// share.
    /// </summary>
    /// <param name="states">Each stands where <see cref="Save"/> began.</param>
    /// <param name="key">Places of the columns that the share is told by.</param>
    /// <param name="share">Which keys stay.</param>
    public void Restore(IReadOnlyList<StateReader> states, IReadOnlyList<int> key, IKeyShare share)
    {
        var parts = new List<OrderedRows>();
        foreach (var state in states)
        {
            var part = new OrderedRows(schema, time, tie);
            part.Restore(state);
            parts.Add(part);
        }

        StateReader.Check(parts.TrueForAll(part => part.Watermark == parts[0].Watermark), "the saved states are not those of one barrier: their watermarks differ");
        (Watermark, _arrivals) = (parts[0].Watermark, 0);
        foreach (var part in parts) Adopt(part, key, share);
    }

    /// <summary>Takes over the rows of another one that belong to the share; rows of one key all come from one instance, and stay in its order.</summary>
    private void Adopt(OrderedRows part, IReadOnlyList<int> key, IKeyShare share)
    {
        part.MoveTo(long.MaxValue);
        var keys = new Schema(key.Select(column => schema[column]));
        while (part.TryTake() is { } batch)
        {
            var isOwn = new bool[batch.Rows];
            var columns = new Column[key.Count];
            for (var i = 0; i < columns.Length; i++) (columns[i] = batch[key[i]]).Retain();
            var asked = new Batch(keys, columns, batch.Rows);
            share.Choose(asked, isOwn);
            asked.Release();
            var own = batch.Where([.. Enumerable.Range(0, isOwn.Length).Where(row => isOwn[row])]);
            Add(own, new int[own.Rows]);
            own.Release();
            batch.Release();
        }
    }

    private long TimeOf(int number) => _held.BatchOf(number).Ints(time)[_held.RowOf(number)];

    private void SettleTies(Span<WaitingRow> items)
    {
        for (int from = 0, to; from < items.Length; from = to)
        {
            to = from + 1;
            while (to < items.Length && items[to].Time == items[from].Time) to++;
            if (to > from + 1) items[from..to].Sort(CompareTied);
        }
    }

    private int CompareTied(WaitingRow left, WaitingRow right)
    {
        var (leftBatch, leftRow) = (_held.BatchOf(left.Number), _held.RowOf(left.Number));
        var (rightBatch, rightRow) = (_held.BatchOf(right.Number), _held.RowOf(right.Number));
        foreach (var column in tie)
        {
            var compared = ColumnOrder.Compare(leftBatch[column], leftRow, rightBatch[column], rightRow);
            if (compared != 0) return compared;
        }

        return RowOrder.Of(leftBatch, leftRow, left.Time, left.Arrival).CompareTo(RowOrder.Of(rightBatch, rightRow, right.Time, right.Arrival));
    }
}
