using System.Runtime.InteropServices;
using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.History.Values;

/// <summary>
/// Gives each different value of an argument a small number, the same for all keys, so that a key holds 4 bytes of a value
/// however long it is. A value that no cell holds any more is forgotten. Nulls have no number.
/// </summary>
internal sealed class ValueIndex
{
    public const int None = -1;

    private readonly KeyIndex _values;
    private readonly Schema _schema;
    private readonly ColumnBuilder[] _output = new ColumnBuilder[1];
    private int[] _holders = [];
    private int[] _numbers = [];

    public ValueIndex(ColumnType type)
    {
        _schema = new Schema([new Field("value", type)]);
        _values = new KeyIndex(_schema, [0]);
    }

    /// <summary>Values that have a number.</summary>
    public int Count => _values.Count;

    /// <summary>The numbers of a column's values, -1 for nulls; valid until the next call. Each must be held, or is leaked.</summary>
    public ReadOnlySpan<int> Number(Column column)
    {
        if (_numbers.Length < column.Length) _numbers = new int[Math.Max(column.Length, 2 * _numbers.Length)];
        var numbers = _numbers.AsSpan(0, column.Length);
        for (var row = 0; row < numbers.Length; row++) numbers[row] = column.IsNull(row) ? None : 0;
        column.Retain();
        var batch = new Batch(_schema, [column], column.Length);
        _values.GetOrAdd(batch, numbers);
        batch.Release();
        if (_holders.Length < _values.Slots) Array.Resize(ref _holders, Math.Max(_values.Slots, 2 * _holders.Length));
        return numbers;
    }

    /// <summary>A cell holds the value from now on.</summary>
    public void Hold(int number) => _holders[number]++;

    /// <summary>A cell holds the value no longer.</summary>
    public void Release(int number)
    {
        if (--_holders[number] == 0) _values.Remove(number);
    }

    public void AppendTo(int number, ColumnBuilder output)
    {
        _output[0] = output;
        _values.AppendTo(number, _output);
    }

    public long StateBytes => _values.StateBytes;

    public void Save(StateWriter state) => _values.Save(state);

    /// <summary>Reads what <see cref="Save"/> wrote, and then the cells that hold the values.</summary>
    /// <param name="areAll">All cells come back that were saved.</param>
    /// <param name="state">The state.</param>
    public Saved Restore(bool areAll, StateReader state)
    {
        var isWhole = areAll && _values.Slots == 0;
        var values = isWhole ? _values : _values.Empty();
        var runs = values.RestoreRuns(state);
        if (isWhole) _holders = new int[values.Slots];
        return new Saved(this, isWhole ? null : values, runs);
    }

    private int Adopt(ReadOnlySpan<byte> value)
    {
        var number = _values.GetOrAdd(value, out _);
        if (number >= _holders.Length) Array.Resize(ref _holders, Math.Max(_values.Slots, 2 * _holders.Length));
        return number;
    }

    /// <summary>Tells the numbers of values under which they were saved.</summary>
    /// <param name="index">Where they are now.</param>
    /// <param name="values">Those saved, where the index had others already.</param>
    /// <param name="runs">Which numbers were saved.</param>
    internal sealed class Saved(ValueIndex index, KeyIndex? values, SlotRuns runs)
    {
        /// <summary>Throws when a value came back that no cell holds: call it when all cells are back.</summary>
        public void CheckHeld()
        {
            for (var number = 0; values is null && number < index._values.Slots; number++)
                StateReader.Check(!index._values.IsUsed(number) || index._holders[number] > 0, "a value is kept for no key");
        }

        public int Now(int number)
        {
            var place = runs.PlaceOf(number);
            StateReader.Check(place >= 0 && (values ?? index._values).IsUsed(place), "a cell holds a value that was not saved");
            return values is null ? place : index.Adopt(values.Key(place));
        }
    }
}
