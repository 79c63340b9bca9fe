using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates.States;

/// <summary>All values of a cell, of a type of fixed size, with their event times.</summary>
internal struct Collected : IOwningState<Collected>
{
    private Item[]? _items;
    private int _count;

    public readonly long OwnedBytes => _items is null ? 0 : OwnedArray.Bytes(_items.Length, 2 * sizeof(long));

    public void Add(Column column, int row, long time)
    {
        Reserve(1);
        _items![_count++] = new Item(time, FixedValue.Of(column, row));
    }

    public void Merge(in Collected other)
    {
        Reserve(other._count);
        _items.AsSpan(0, _count).CopyTo(_items.AsSpan(other._count));
        other._items.AsSpan(0, other._count).CopyTo(_items);
        _count += other._count;
    }

    public void Clear()
    {
        Buffers.Return(_items);
        _items = null;
    }

    public readonly void Save(ref GatheredWriter state) => state.WriteArray<Item>(_items.AsSpan(0, _count));

    public void Restore(StateReader state)
    {
        var items = state.ReadArray<Item>();
        Reserve(items.Length);
        items.CopyTo(_items.AsSpan());
        _count = items.Length;
    }

    /// <summary>A list by event time, equal times as they came; null without a value.</summary>
    public static void List(in Collected state, ColumnBuilder output)
    {
        if (state._count == 0)
        {
            output.AppendNull();
            return;
        }

        var list = (ListBuilder)output;
        foreach (var item in state._items!.Take(state._count).OrderBy(each => each.Time)) FixedValue.Append(list.Items, item.Bits);
        list.CloseRow();
    }

    private void Reserve(int more)
    {
        _items ??= [];
        if (_count + more > _items.Length) Buffers.Grow(ref _items, _count, _count + more);
    }

    private readonly record struct Item(long Time, long Bits);
}
