using System.Runtime.CompilerServices;
using StreamGuard.Contracts;

namespace StreamGuard.Core.State;

/// <summary>
/// Rows that wait, each under a number. They stay in the batches they came in; a batch of which few rows are left is
/// cut down to these, and many small batches are made one: a batch takes some kilobytes however few rows it has.
/// </summary>
internal sealed class HeldRows
{
    private const int SpareRows = 8192;
    private const int ShortRun = 64;
    private const int SmallBatch = 256;
    private const int MostSmall = 64;

    private readonly List<Slot> _slots = [];
    private readonly Stack<int> _freeSlots = new();
    private readonly Stack<int> _emptied = new();
    private readonly Stack<int> _freeRows = new();
    private Place[] _rows = [];
    private int _used;
    private long _batchRows;
    private int _smallBatches;

    /// <summary>Rows held.</summary>
    public int Count => _used - _freeRows.Count;

    /// <summary>One more than the largest number given out so far.</summary>
    public int Numbers => _used;

    /// <summary>Whether a row is held under this number.</summary>
    public bool Holds(int number) => (uint)number < (uint)_used && _rows[number].Slot >= 0;

    public Batch BatchOf(int number) => _slots[_rows[number].Slot].Batch!;

    public int RowOf(int number) => _rows[number].Row;

    /// <summary>Holds a batch, to add rows of.</summary>
    public int Hold(Batch batch)
    {
        batch.Retain();
        return Take(batch);
    }

    /// <summary>Lets go of a batch if no row of it was added.</summary>
    public void Settle(int slot)
    {
        if (_slots[slot] is { Batch: not null, Rows: 0 }) Put(slot, null);
    }

    /// <summary>Adds a row of a batch that is held.</summary>
    /// <returns>Its number.</returns>
    public int Add(int slot, int row)
    {
        if (!_freeRows.TryPop(out var number)) number = _used++;
        if (number == _rows.Length) Array.Resize(ref _rows, Math.Max(16, number * 2));
        _rows[number] = new Place(slot, row);
        _slots[slot].Rows++;
        return number;
    }

    /// <summary>Gives a row up; its number may be given out again. Its batch stays until <see cref="Tidy"/>.</summary>
    public void Remove(int number)
    {
        var slot = _rows[number].Slot;
        if (--_slots[slot].Rows == 0) _emptied.Push(slot);
        _rows[number] = new Place(-1, 0);
        _freeRows.Push(number);
    }

    /// <summary>Sends rows in the order given; they stay held.</summary>
    public void Send(ReadOnlySpan<int> numbers, Output output)
    {
        var runs = 1;
        for (var i = 1; i < numbers.Length; i++)
            if (_rows[numbers[i]].Slot != _rows[numbers[i - 1]].Slot) runs++;

        // Rows of batches that interleave are copied together: a batch for a few rows would cost more downstream.
        if (runs > 1 && numbers.Length < ShortRun * runs) output.Emit(Together(numbers));
        else SendRuns(numbers, output);
    }

    /// <summary>Rows in the order given as one batch, held by the caller; they stay held.</summary>
    public Batch Gather(ReadOnlySpan<int> numbers)
    {
        var slot = _rows[numbers[0]].Slot;
        var rows = Buffers.Rent<int>(numbers.Length);
        var count = 0;
        while (count < numbers.Length && _rows[numbers[count]].Slot == slot) rows[count] = RowOf(numbers[count++]);
        var batch = count == numbers.Length ? _slots[slot].Batch!.Where(rows.AsSpan(0, count)) : Together(numbers);
        Buffers.Return(rows);
        return batch;
    }

    /// <summary>Lets go of batches without rows, and cuts the others down when most of what they hold is given up.</summary>
    public void Tidy()
    {
        // Only those that may be empty: there may be a watermark for each row, and a batch for each row that waits.
        while (_emptied.TryPop(out var slot)) Settle(slot);
        if (_batchRows > 4L * Count + SpareRows) CutDown();
        if (_smallBatches > MostSmall) Pack();
    }

    /// <summary>About how many bytes are saved, where a row takes so many.</summary>
    public long StateBytes(int bytesPerRow) => (_batchRows * bytesPerRow) + ((long)_used * Unsafe.SizeOf<Place>());

    /// <summary>Rows keep their numbers. Batches are written whole, with the rows given up: <see cref="Tidy"/> bounds these.</summary>
    public void Save(StateWriter state)
    {
        state.Write(_slots.Count);
        foreach (var slot in _slots)
        {
            state.Write(slot.Batch is not null);
            if (slot.Batch is not null) BatchState.Write(state, slot.Batch);
        }

        state.WriteArray<Place>(_rows.AsSpan(0, _used));
    }

    public void Restore(StateReader state, Schema schema)
    {
        for (var left = state.ReadCount(sizeof(byte)); left > 0; left--)
        {
            _slots.Add(new Slot());
            if (state.ReadBool()) Put(_slots.Count - 1, BatchState.Read(state, schema));
        }

        for (var slot = _slots.Count - 1; slot >= 0; slot--)
            if (_slots[slot].Batch is null) _freeSlots.Push(slot);

        _rows = state.ReadArray<Place>();
        _used = _rows.Length;
        for (var number = _used - 1; number >= 0; number--)
        {
            if (_rows[number].Slot < 0) _freeRows.Push(number);
            else Restore(_rows[number]);
        }

        for (var slot = 0; slot < _slots.Count; slot++)
            if (_slots[slot].Rows == 0) _emptied.Push(slot);
    }

    private void Restore(Place place)
    {
        var isHeld = place.Slot < _slots.Count && _slots[place.Slot].Batch is { } batch && (uint)place.Row < (uint)batch.Rows;
        StateReader.Check(isHeld, "a row that waits is in no batch");
        _slots[place.Slot].Rows++;
    }

    /// <summary>Makes each batch consist of the rows added.</summary>
    private void CutDown()
    {
        var numbersOf = NumbersBySlot();
        for (var slot = 0; slot < _slots.Count; slot++)
        {
            Settle(slot);
            if (_slots[slot].Batch is not { } batch || _slots[slot].Rows == batch.Rows) continue;
            var numbers = numbersOf[slot];
            Put(slot, batch.Where(numbers.ConvertAll(RowOf).ToArray()));
            for (var i = 0; i < numbers.Count; i++) _rows[numbers[i]] = new Place(slot, i);
        }
    }

    /// <summary>Brings the rows of small batches together in one; those whose place in a source is known stay apart from others.</summary>
    private void Pack()
    {
        var numbersOf = NumbersBySlot();
        foreach (var slots in Enumerable.Range(0, _slots.Count).Where(IsSmall).ToLookup(slot => _slots[slot].Batch!.Origin is not null))
        {
            int[] numbers = [.. slots.SelectMany(slot => numbersOf[slot])];
            var packed = Take(Together(numbers));
            foreach (var slot in slots)
            {
                _slots[slot].Rows = 0;
                Put(slot, null);
            }

            for (var i = 0; i < numbers.Length; i++) _rows[numbers[i]] = new Place(packed, i);
            _slots[packed].Rows = numbers.Length;
        }
    }

    private bool IsSmall(int slot) => _slots[slot] is { Batch.Rows: < SmallBatch, Rows: > 0 };

    /// <summary>Numbers of each batch's rows, in the batch's order.</summary>
    private List<int>[] NumbersBySlot()
    {
        var numbers = new List<int>[_slots.Count];
        for (var slot = 0; slot < numbers.Length; slot++) numbers[slot] = [];
        for (var number = 0; number < _used; number++)
            if (_rows[number].Slot >= 0) numbers[_rows[number].Slot].Add(number);
        foreach (var list in numbers) list.Sort((left, right) => RowOf(left).CompareTo(RowOf(right)));
        return numbers;
    }

    private void SendRuns(ReadOnlySpan<int> numbers, Output output)
    {
        var rows = Buffers.Rent<int>(numbers.Length);
        for (var from = 0; from < numbers.Length;)
        {
            var slot = _rows[numbers[from]].Slot;
            var count = 0;
            for (; from < numbers.Length && _rows[numbers[from]].Slot == slot; from++) rows[count++] = RowOf(numbers[from]);
            output.Emit(_slots[slot].Batch!.Where(rows.AsSpan(0, count)));
        }

        Buffers.Return(rows);
    }

    private Batch Together(ReadOnlySpan<int> numbers)
    {
        var builder = new BatchBuilder(BatchOf(numbers[0]).Schema);
        for (var column = 0; column < builder.Schema.Count; column++)
            foreach (var number in numbers) builder[column].AppendFrom(BatchOf(number)[column], RowOf(number));
        return builder.Build(OriginOf(numbers));
    }

    private Origin? OriginOf(ReadOnlySpan<int> numbers)
    {
        var partOfSlot = new Dictionary<int, int>();
        var parts = new List<Origin>();
        var (partOfRow, rowsInParts) = (Buffers.Rent<int>(numbers.Length), Buffers.Rent<long>(numbers.Length));
        for (var i = 0; i < numbers.Length; i++)
        {
            var (slot, row) = _rows[numbers[i]];
            if (_slots[slot].Batch!.Origin is not { } origin) return null;
            if (!partOfSlot.TryGetValue(slot, out var part))
            {
                partOfSlot.Add(slot, part = parts.Count);
                parts.Add(origin);
            }

            (partOfRow[i], rowsInParts[i]) = (part, row);
        }

        return new Origin([.. parts], partOfRow, rowsInParts, numbers.Length);
    }

    /// <summary>Takes over one hold of a batch.</summary>
    private int Take(Batch batch)
    {
        if (!_freeSlots.TryPop(out var slot))
        {
            slot = _slots.Count;
            _slots.Add(new Slot());
        }

        Put(slot, batch);
        return slot;
    }

    /// <summary>Makes the batch that of the slot, in the place of another or of none; without one the slot is free.</summary>
    private void Put(int slot, Batch? batch)
    {
        Account(_slots[slot].Batch, -1);
        Account(batch, 1);
        _slots[slot].Batch?.Release();
        _slots[slot].Batch = batch;
        if (batch is null) _freeSlots.Push(slot);
    }

    private void Account(Batch? batch, int by)
    {
        _batchRows += by * (batch?.Rows ?? 0);
        if (batch?.Rows < SmallBatch) _smallBatches += by;
    }

    private readonly record struct Place(int Slot, int Row);

    private sealed class Slot
    {
        public Batch? Batch { get; set; }

        public int Rows { get; set; }
    }
}
