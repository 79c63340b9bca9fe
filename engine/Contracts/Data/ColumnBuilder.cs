namespace StreamGuard.Contracts;

/// <summary>Collects the values of one column, row after row. <see cref="Build"/> hands its buffers over and starts anew.</summary>
public abstract class ColumnBuilder(ColumnType type)
{
    private ulong[]? _validity;

    public ColumnType Type { get; } = type;

    /// <summary>Rows so far.</summary>
    public int Length { get; protected set; }

    public static ColumnBuilder For(ColumnType type) => type.Kind switch
    {
        Kind.Bool => new FixedBuilder<bool>(type),
        Kind.Float => new FixedBuilder<double>(type),
        Kind.Int or Kind.Timestamp or Kind.Duration => new FixedBuilder<long>(type),
        Kind.List => new ListBuilder(type),
        _ => new TextBuilder(type),
    };

    /// <summary>Appends a null.</summary>
    public void AppendNull()
    {
        _validity ??= AllValid(Math.Max(1024, Length + 1));
        if (Bits.Words(Length + 1) > _validity.Length) GrowValidity(Length + 1);
        Bits.Clear(_validity, Length);
        AppendMissing();
    }

    /// <summary>Appends a row of a column of the same type.</summary>
    public void AppendFrom(Column column, int row)
    {
        if (column.IsNull(row)) AppendNull();
        else AppendValue(column, row);
    }

    /// <summary>Appends what <see cref="Column.Boxed"/> gives; null for a null.</summary>
    /// <exception cref="InvalidCastException">The value is of another type.</exception>
    public void AppendBoxed(object? value)
    {
        if (value is null) AppendNull();
        else AppendObject(value);
    }

    /// <summary>Forgets every row from <paramref name="length"/> on.</summary>
    public void Truncate(int length)
    {
        if (_validity is not null)
            for (var row = length; row < Length; row++) Bits.Set(_validity, row);
        DropFrom(length);
        Length = length;
    }

    /// <summary>The column of the rows so far, held by the caller; the builder is empty afterwards.</summary>
    public Column Build()
    {
        var validity = _validity;
        _validity = null;
        var column = Take(validity);
        Length = 0;
        return column;
    }

    /// <summary>One more row needs no growing of the validity bits.</summary>
    protected bool HasRoom => _validity is null || Bits.Words(Length + 1) <= _validity.Length;

    /// <summary>Called by appends of a value: grows the validity bits where there are any.</summary>
    protected void Extend()
    {
        if (_validity is not null && Bits.Words(Length + 1) > _validity.Length) GrowValidity(Length + 1);
        Length++;
    }

    /// <summary>The same for all values up to so many rows.</summary>
    protected void ExtendTo(int rows)
    {
        if (_validity is not null && Bits.Words(rows) > _validity.Length) GrowValidity(rows);
        Length = rows;
    }

    protected abstract void AppendMissing();

    protected abstract void AppendValue(Column column, int row);

    protected abstract void AppendObject(object value);

    protected abstract void DropFrom(int length);

    protected abstract Column Take(ulong[]? validity);

    private static ulong[] AllValid(int rows)
    {
        // To its very end: a pooled array is longer than asked for, and later rows use what there is.
        var bits = Buffers.Rent<ulong>(Bits.Words(rows));
        bits.AsSpan().Fill(ulong.MaxValue);
        return bits;
    }

    private void GrowValidity(int rows)
    {
        var used = _validity!.Length;
        Buffers.Grow(ref _validity!, used, Bits.Words(rows));
        _validity.AsSpan(used).Fill(ulong.MaxValue);
    }
}

/// <summary>Builds columns of bool, long or double.</summary>
public sealed class FixedBuilder<T>(ColumnType type) : ColumnBuilder(type) where T : unmanaged
{
    private T[] _values = [];

    public void Append(T value)
    {
        if (Length == _values.Length) Buffers.Grow(ref _values, Length, Length + 1);
        _values[Length] = value;
        Extend();
    }

    /// <summary>Makes room for so many rows in all, so that appends up to there do not grow.</summary>
    public void Reserve(int rows)
    {
        if (rows > _values.Length) Buffers.Grow(ref _values, Length, rows);
    }

    /// <summary>
    /// The array behind the builder, with the room that <see cref="Reserve"/> made: a decoder may write rows there, and
    /// says so by <see cref="Advance"/>. It stays until an append or Reserve goes beyond that room.
    /// </summary>
    public T[] Room => _values;

    /// <summary>Rows up to <paramref name="rows"/> in all have been written to <see cref="Room"/>.</summary>
    public void Advance(int rows) => ExtendTo(rows);

    protected override void AppendMissing()
    {
        if (Length == _values.Length) Buffers.Grow(ref _values, Length, Length + 1);
        _values[Length] = default;
        Extend();
    }

    protected override void AppendValue(Column column, int row) => Append(((FixedColumn<T>)column).Values[row]);

    protected override void AppendObject(object value) => Append(value switch
    {
        T same => same,
        DateTime time when Type.Kind == Kind.Timestamp => (T)(object)Timestamps.FromDateTime(time),
        Duration duration when Type.Kind == Kind.Duration => (T)(object)duration.Microseconds,
        int number when typeof(T) == typeof(long) => (T)(object)(long)number,
        int number when typeof(T) == typeof(double) => (T)(object)(double)number,
        long number when typeof(T) == typeof(double) => (T)(object)(double)number,
        _ => throw new InvalidCastException($"a {value.GetType().Name} is no {Type}"),
    });

    protected override void DropFrom(int length) { }

    protected override Column Take(ulong[]? validity)
    {
        var column = FixedColumn<T>.Of(Type, _values, Length, validity);
        _values = [];
        return column;
    }
}

/// <summary>Builds columns of lists; append items to <see cref="Items"/>, then close the row.</summary>
public sealed class ListBuilder(ColumnType type) : ColumnBuilder(type)
{
    private int[] _offsets = [];

    public ColumnBuilder Items { get; } = For(type.Element!);

    /// <summary>Ends a row that holds the items appended since the last one.</summary>
    public void CloseRow()
    {
        if (Length + 2 > _offsets.Length) Buffers.Grow(ref _offsets, Length == 0 ? 0 : Length + 1, Length + 2);
        if (Length == 0) _offsets[0] = 0;
        _offsets[Length + 1] = Items.Length;
        Extend();
    }

    protected override void AppendMissing() => CloseRow();

    protected override void AppendValue(Column column, int row)
    {
        var list = (ListColumn)column;
        for (var item = list.Offsets[row]; item < list.Offsets[row + 1]; item++) Items.AppendFrom(list.Items, item);
        CloseRow();
    }

    protected override void AppendObject(object value)
    {
        foreach (var item in (object?[])value) Items.AppendBoxed(item);
        CloseRow();
    }

    protected override void DropFrom(int length) => Items.Truncate(length == 0 ? 0 : _offsets[length]);

    protected override Column Take(ulong[]? validity)
    {
        if (Length == 0)
        {
            Buffers.Grow(ref _offsets, 0, 1);
            _offsets[0] = 0;
        }

        var column = new ListColumn(Items.Build(), _offsets, Length, validity);
        _offsets = [];
        return column;
    }
}
