using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Aggregates.States;

/// <summary>Different values of a type of fixed size; both zeros are one value, and so are all NaN.</summary>
internal struct DistinctValues : IOwningState<DistinctValues>
{
    private HashSet<long>? _values;

    public void Add(Column column, int row, long time) => (_values ??= []).Add(column is FixedColumn<double> floats
        ? (long)KeyEncoder.OrderedBits(floats.Values[row])
        : FixedValue.Of(column, row));

    public void Merge(in DistinctValues other)
    {
        if (_values is null) _values = other._values;
        else if (other._values is not null) _values.UnionWith(other._values);
    }

    public readonly void Save(ref GatheredWriter state)
    {
        state.Write(_values?.Count ?? 0);
        if (_values is null) return;
        foreach (var value in _values) state.Write(value);
    }

    public void Restore(StateReader state)
    {
        var values = state.ReadArray<long>();
        if (values.Length > 0) _values = [.. values];
    }

    public static void Count(in DistinctValues state, ColumnBuilder output) =>
        ((FixedBuilder<long>)output).Append(state._values?.Count ?? 0);
}

/// <summary>Different texts.</summary>
internal struct DistinctTexts : IOwningState<DistinctTexts>
{
    private HashSet<byte[]>? _texts;

    public void Add(Column column, int row, long time)
    {
        _texts ??= new HashSet<byte[]>(Utf8Comparer.Instance);
        _texts.GetAlternateLookup<ReadOnlySpan<byte>>().Add(((TextColumn)column)[row]);
    }

    public void Merge(in DistinctTexts other)
    {
        if (_texts is null) _texts = other._texts;
        else if (other._texts is not null) _texts.UnionWith(other._texts);
    }

    public readonly void Save(ref GatheredWriter state)
    {
        state.Write(_texts?.Count ?? 0);
        if (_texts is null) return;
        foreach (var text in _texts) state.WriteBytes(text);
    }

    public void Restore(StateReader state)
    {
        var count = state.ReadCount(sizeof(int));
        if (count > 0) _texts = new HashSet<byte[]>(count, Utf8Comparer.Instance);
        for (var i = 0; i < count; i++) _texts!.Add(state.ReadBytes().ToArray());
    }

    public static void Count(in DistinctTexts state, ColumnBuilder output) =>
        ((FixedBuilder<long>)output).Append(state._texts?.Count ?? 0);
}
