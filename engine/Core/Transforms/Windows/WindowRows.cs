using StreamGuard.Contracts;

namespace StreamGuard.Core.Transforms.Windows;

/// <summary>The rows of one batch on their way into windows; its arrays are used again from batch to batch.</summary>
internal sealed class WindowRows
{
    private int[] _slots = [];
    private int[] _keys = [];
    private int[] _cells = [];
    private int[] _late = [];
    private long[] _times = [];

    public Batch Batch { get; private set; } = null!;

    public int Count { get; private set; }

    public int LateCount { get; private set; }

    /// <summary>Event times; empty when the stream has none.</summary>
    public ReadOnlySpan<long> Times => _times.Length == 0 ? [] : _times.AsSpan(0, Count);

    /// <summary>Each row's place among the pivot values, 0 without a pivot; -1 for a row that goes into no window.</summary>
    public Span<int> Slots => _slots.AsSpan(0, Count);

    /// <summary>Numbers of the rows' keys.</summary>
    public Span<int> Keys => _keys.AsSpan(0, Count);

    /// <summary>Cells of the rows, -1 for none.</summary>
    public Span<int> Cells => _cells.AsSpan(0, Count);

    public ReadOnlySpan<int> Late => _late.AsSpan(0, LateCount);

    /// <param name="batch">The rows.</param>
    /// <param name="eventTime">Column of the event time; -1 for none.</param>
    public void Begin(Batch batch, int eventTime)
    {
        (Batch, Count, LateCount) = (batch, batch.Rows, 0);
        _times = eventTime < 0 ? [] : ((FixedColumn<long>)batch[eventTime]).Array;
        if (_slots.Length < Count)
        {
            var length = Math.Max(Count, 2 * _slots.Length);
            (_slots, _keys, _cells, _late) = (new int[length], new int[length], new int[length], new int[length]);
        }

        Slots.Clear();
    }

    public void End() => (Batch, _times) = (null!, []);

    /// <summary>The row came after its windows had left.</summary>
    public void SetLate(int row)
    {
        _slots[row] = -1;
        _late[LateCount++] = row;
    }

    /// <summary>Numbers the keys of all rows that go into a window.</summary>
    public void NumberKeys(State.KeyIndex keys)
    {
        Slots.CopyTo(Keys);
        keys.GetOrAdd(Batch, Keys);
    }
}
