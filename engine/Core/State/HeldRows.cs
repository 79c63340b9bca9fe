using System.Runtime.CompilerServices;
using StreamGuard.Contracts;

namespace StreamGuard.Core.State;

/// <summary>
/// Rows that wait, each under a number. They stay in the batches they came in; a batch of which few rows are left is
/// cut down to these.
/// </summary>
internal sealed class HeldRows
{
    private const int SpareRows = 8192;
    private const int ShortRun = 64;

    private readonly List<Slot> _slots = [];
    private readonly Stack<int> _freeSlots = new();
    private readonly Stack<int> _freeRows = new();
    private Place[] _rows = [];
    private int _used;
    private long _batchRows;

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
        _batchRows += batch.Rows;
        if (!_freeSlots.TryPop(out var slot))
        {
            slot = _slots.Count;
            _slots.Add(new Slot());
        }

        _slots[slot].Batch = batch;
        return slot;
    }

    /// <summary>Lets go of a batch if no row of it was added.</summary>
    public void Settle(int slot)
    {
        if (_slots[slot] is { Batch: not null, Rows: 0 }) Free(slot);
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
        _slots[_rows[number].Slot].Rows--;
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
        for (var slot = 0; slot < _slots.Count; slot++) Settle(slot);
        if (_batchRows > 4L * Count + SpareRows) CutDown();
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
        for (var left = state.ReadCount(sizeof(byte)); left > 0; left--) _slots.Add(new Slot { Batch = state.ReadBool() ? BatchState.Read(state, schema) : null });
        for (var slot = _slots.Count - 1; slot >= 0; slot--)
        {
            _batchRows += _slots[slot].Batch?.Rows ?? 0;
            if (_slots[slot].Batch is null) _freeSlots.Push(slot);
        }

        _rows = state.ReadArray<Place>();
        _used = _rows.Length;
        for (var number = _used - 1; number >= 0; number--)
        {
            if (_rows[number].Slot < 0) _freeRows.Push(number);
            else Restore(_rows[number]);
        }
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
            _slots[slot].Batch = batch.Where(numbers.ConvertAll(RowOf).ToArray());
            for (var i = 0; i < numbers.Count; i++) _rows[numbers[i]] = new Place(slot, i);
            _batchRows += numbers.Count - batch.Rows;
            batch.Release();
        }
    }

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

    private void Free(int slot)
    {
        _batchRows -= _slots[slot].Batch!.Rows;
        _slots[slot].Batch!.Release();
        _slots[slot].Batch = null;
        _freeSlots.Push(slot);
    }

    private readonly record struct Place(int Slot, int Row);

    private sealed class Slot
    {
        public Batch? Batch { get; set; }

        public int Rows { get; set; }
    }
}
