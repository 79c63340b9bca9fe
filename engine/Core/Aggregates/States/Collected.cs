using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates.States;

/// <summary>All values of a cell with their event times.</summary>
internal struct Collected : IOwningState<Collected>
{
    private List<(long Time, Value Value)>? _values;

    public void Add(Column column, int row, long time) => (_values ??= []).Add((time, Value.Of(column, row)));

    public void Merge(in Collected other)
    {
        if (_values is null) _values = other._values;
        else if (other._values is not null) _values.InsertRange(0, other._values);
    }

    public readonly void Save(StateWriter state)
    {
        state.Write(_values?.Count ?? 0);
        foreach (var (time, value) in _values ?? [])
        {
            state.Write(time);
            value.Save(state);
        }
    }

    public void Restore(StateReader state)
    {
        var count = state.ReadInt();
        _values = new List<(long, Value)>(count);
        for (var i = 0; i < count; i++) _values.Add((state.ReadLong(), Value.Restore(state)));
    }

    /// <summary>A list by event time, equal times as they came; null without a value.</summary>
    public static void List(in Collected state, ColumnBuilder output)
    {
        if (state._values is null or { Count: 0 })
        {
            output.AppendNull();
            return;
        }

        var list = (ListBuilder)output;
        foreach (var (_, value) in state._values.OrderBy(each => each.Time)) value.AppendTo(list.Items);
        list.CloseRow();
    }
}
