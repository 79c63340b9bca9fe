using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates.States;

/// <summary>Least and greatest text by UTF-8 bytes.</summary>
internal struct TextExtremes : IOwningState<TextExtremes>
{
    private byte[]? _least;
    private byte[]? _greatest;

    public readonly long OwnedBytes => _least is null ? 0 : OwnedArray.Bytes(_least.Length, 1) + OwnedArray.Bytes(_greatest!.Length, 1);

    public void Add(Column column, int row, long time)
    {
        var text = ((TextColumn)column)[row];
        if (_least is null || text.SequenceCompareTo(_least) < 0) _least = text.ToArray();
        if (_greatest is null || text.SequenceCompareTo(_greatest) > 0) _greatest = text.ToArray();
    }

    public void Merge(in TextExtremes other)
    {
        if (other._least is null || other._greatest is null) return;
        if (_least is null || other._least.AsSpan().SequenceCompareTo(_least) < 0) _least = other._least;
        if (_greatest is null || other._greatest.AsSpan().SequenceCompareTo(_greatest) > 0) _greatest = other._greatest;
    }

    public readonly void Save(ref GatheredWriter state)
    {
        state.Write(_least is not null);
        if (_least is null) return;
        state.WriteBytes(_least);
        state.WriteBytes(_greatest);
    }

    public void Restore(StateReader state)
    {
        if (state.ReadBool()) (_least, _greatest) = (state.ReadBytes().ToArray(), state.ReadBytes().ToArray());
    }

    public static void Min(in TextExtremes state, ColumnBuilder output) => Append(output, state._least);

    public static void Max(in TextExtremes state, ColumnBuilder output) => Append(output, state._greatest);

    private static void Append(ColumnBuilder output, byte[]? text)
    {
        if (text is null) output.AppendNull();
        else ((TextBuilder)output).Append(text);
    }
}
