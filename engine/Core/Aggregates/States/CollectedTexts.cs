using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates.States;

/// <summary>All texts of a cell with their event times.</summary>
internal struct CollectedTexts : IOwningState<CollectedTexts>
{
    private List<(long Time, byte[] Text)>? _texts;
    private long _bytes;

    public readonly long OwnedBytes => _texts is null ? 0 : OwnedArray.Bytes(_texts.Capacity, 2 * sizeof(long)) + _bytes;

    public void Add(Column column, int row, long time) => Add(time, ((TextColumn)column)[row].ToArray());

    public void Merge(in CollectedTexts other)
    {
        if (_texts is null) _texts = other._texts;
        else if (other._texts is not null) _texts.InsertRange(0, other._texts);
        _bytes += other._bytes;
    }

    public readonly void Save(ref GatheredWriter state)
    {
        state.Write(_texts?.Count ?? 0);
        if (_texts is null) return;
        foreach (var (time, text) in _texts)
        {
            state.Write(time);
            state.WriteBytes(text);
        }
    }

    public void Restore(StateReader state)
    {
        var count = state.ReadCount(sizeof(long) + sizeof(int));
        if (count > 0) _texts = new List<(long, byte[])>(count);
        for (var i = 0; i < count; i++) Add(state.ReadLong(), state.ReadBytes().ToArray());
    }

    /// <summary>A list by event time, equal times as they came; null without a value.</summary>
    public static void List(in CollectedTexts state, ColumnBuilder output)
    {
        if (state._texts is null or { Count: 0 })
        {
            output.AppendNull();
            return;
        }

        var list = (ListBuilder)output;
        foreach (var (_, text) in state._texts.OrderBy(each => each.Time)) ((TextBuilder)list.Items).Append(text);
        list.CloseRow();
    }

    private void Add(long time, byte[] text)
    {
        (_texts ??= []).Add((time, text));
        _bytes += OwnedArray.Bytes(text.Length, 1);
    }
}
