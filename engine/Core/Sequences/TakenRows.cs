using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Sequences;

/// <summary>The rows that partial matches begin and end their steps with, held as long as one of them does.</summary>
internal sealed class TakenRows
{
    private const int NotHeld = -1;

    private readonly Dictionary<int, int> _adopted = [];
    private readonly Dictionary<Batch, int> _adoptedBatches = [];

    private int[] _uses = [];
    private Batch? _batch;
    private int[] _numbers = [];
    private int _slot = NotHeld;

    public HeldRows Held { get; } = new();

    /// <summary>The batch whose rows come next.</summary>
    public void Begin(Batch batch)
    {
        if (_numbers.Length < batch.Rows) _numbers = new int[Math.Max(batch.Rows, 2 * _numbers.Length)];
        _numbers.AsSpan(0, batch.Rows).Fill(NotHeld);
        (_batch, _slot) = (batch, NotHeld);
    }

    public void End()
    {
        if (_slot != NotHeld) Held.Settle(_slot);
        _batch = null;
    }

    /// <summary>Counts one more use of a row of the batch.</summary>
    /// <returns>The number it is held under.</returns>
    public int Use(int row)
    {
        if (_slot == NotHeld) _slot = HoldBatch();
        if (_numbers[row] == NotHeld || _uses[_numbers[row]] == 0) _numbers[row] = Held.Add(_slot, row);
        return Use(_numbers[row], 1);
    }

    public int Use(int number, int times)
    {
        if (number >= _uses.Length) Array.Resize(ref _uses, Math.Max(16, Math.Max(number + 1, 2 * _uses.Length)));
        _uses[number] += times;
        return number;
    }

    /// <summary>Counts one use less; a row without uses is let go.</summary>
    public void Drop(int number)
    {
        if (--_uses[number] == 0) Held.Remove(number);
    }

    /// <summary>Takes over the rows of a match that other rows hold.</summary>
    public void Adopt(PartialMatch match, HeldRows held)
    {
        for (var step = 0; step <= match.Step; step++)
        {
            ref var taken = ref match.Steps[step];
            (taken.First, taken.Last) = (Adopt(held, taken.First), Adopt(held, taken.Last));
        }
    }

    /// <summary>All matches of those that hold the rows have been taken over.</summary>
    public void EndAdopting()
    {
        _adopted.Clear();
        _adoptedBatches.Clear();
    }

    /// <summary>Without the place in a source, which a match does not have: the bytes as they were read would stay with it.</summary>
    private int HoldBatch()
    {
        foreach (var column in _batch!.Columns) column.Retain();
        var rows = new Batch(_batch.Schema, _batch.Columns.ToArray(), _batch.Rows);
        var slot = Held.Hold(rows);
        rows.Release();
        return slot;
    }

    private int Adopt(HeldRows held, int number)
    {
        if (!_adopted.TryGetValue(number, out var own))
        {
            if (!_adoptedBatches.TryGetValue(held.BatchOf(number), out var slot)) _adoptedBatches.Add(held.BatchOf(number), slot = Held.Hold(held.BatchOf(number)));
            _adopted.Add(number, own = Held.Add(slot, held.RowOf(number)));
        }

        return Use(own, 1);
    }
}
