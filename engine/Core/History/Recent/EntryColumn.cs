using StreamGuard.Contracts;

namespace StreamGuard.Core.History.Recent;

/// <summary>The values of one argument, by place.</summary>
internal abstract class EntryColumn : IPlaced
{
    private ulong[]? _valid;
    private int _places;

    public static EntryColumn For(ColumnType type) => type.Kind switch
    {
        Kind.Float => new FixedEntries<double>(),
        Kind.Bool => new FixedEntries<bool>(),
        Kind.String or Kind.Json => new TextEntries(),
        _ => new FixedEntries<long>(),
    };

    /// <summary>Bytes a row takes.</summary>
    public abstract int BytesEach { get; }

    public void Reserve(int places)
    {
        if (places <= _places) return;
        _places = Math.Max(places, (int)Math.Min(Array.MaxLength, 2L * _places));
        Resize(_places);
        if (_valid is not null) GrowValid();
    }

    public virtual void Move(int from, int to, int count)
    {
        if (_valid is null) return;
        if (from < to)
            for (var i = count - 1; i >= 0; i--) Mark(to + i, Bits.Get(_valid, from + i));
        else
            for (var i = 0; i < count; i++) Mark(to + i, Bits.Get(_valid, from + i));
    }

    public bool IsNull(int place) => _valid is not null && !Bits.Get(_valid, place);

    public void Set(int place, Column column, int row)
    {
        var isNull = column.IsNull(row);
        if (isNull && _valid is null)
        {
            _valid = [];
            GrowValid();
        }

        if (_valid is not null) Mark(place, !isNull);
        if (!isNull) SetValue(place, column, row);
    }

    /// <summary>The value at a place, not null, as 64 bits: equal values have equal ones.</summary>
    public abstract long KeyOf(int place);

    /// <summary>The same of a value, not null, of a column; <see cref="TextEntries.Unknown"/> for a text that no row has.</summary>
    public abstract long KeyOf(Column column, int row);

    /// <summary>A row of a place is given up.</summary>
    public virtual void Leave(int place) { }

    /// <summary>Appends the values of places next to one another.</summary>
    public abstract void AppendTo(ColumnBuilder output, int place, int count);

    /// <summary>Writes the values of the first places, used or not, to be read back by <see cref="ColumnState.Read"/>.</summary>
    public void Save(StateWriter state, int places)
    {
        state.Write(places);
        state.Write(HasNulls);
        if (_valid is not null) state.WriteItems<ulong>(_valid.AsSpan(0, Bits.Words(places)));
        SaveValues(state, places);
    }

    protected abstract void Resize(int places);

    protected abstract void SaveValues(StateWriter state, int places);

    protected abstract void SetValue(int place, Column column, int row);

    protected bool HasNulls => _valid is not null;

    private void Mark(int place, bool isValid)
    {
        if (isValid) Bits.Set(_valid!, place);
        else Bits.Clear(_valid!, place);
    }

    private void GrowValid()
    {
        var known = _valid!.Length;
        Array.Resize(ref _valid, Bits.Words(_places));
        _valid.AsSpan(known).Fill(ulong.MaxValue);
    }
}
