namespace StreamGuard.Contracts;

/// <summary>
/// Values of fixed size: bool for bool, long for int, timestamp and duration, double for float. The value of a null
/// row is undefined. Objects are pooled like their arrays: a column that is read after its last hold was released may
/// show another column's values.
/// </summary>
public sealed class FixedColumn<T> : Column where T : unmanaged
{
    private T[] _values;

    private FixedColumn(ColumnType type, T[] values, int length, ulong[]? validity)
        : base(type, length, validity) => _values = values;

    public ReadOnlySpan<T> Values => _values.AsSpan(0, Length);

    /// <summary>The array behind <see cref="Values"/>, at least as long; for compiled kernels. Never written to.</summary>
    public T[] Array => _values;

    /// <summary>
    /// A column, held by the caller. It takes ownership of both arrays, which come from <see cref="Buffers"/> and may be
    /// longer than needed.
    /// </summary>
    public static FixedColumn<T> Of(ColumnType type, T[] values, int length, ulong[]? validity = null)
    {
        if (Spares<FixedColumn<T>>.Take() is not { } spare) return new FixedColumn<T>(type, values, length, validity);
        spare._values = values;
        spare.Renew(type, length, validity);
        return spare;
    }

    public override Column Gather(ReadOnlySpan<int> rows)
    {
        var gathered = Buffers.Rent<T>(rows.Length);
        var values = _values;
        for (var i = 0; i < rows.Length; i++) gathered[i] = values[rows[i]];
        return Of(Type, gathered, rows.Length, GatherValidity(rows));
    }

    public override object? Boxed(int row) => IsNull(row) ? null : Type.Kind switch
    {
        Kind.Timestamp => Timestamps.ToDateTime((long)(object)_values[row]),
        Kind.Duration => Duration.FromMicroseconds((long)(object)_values[row]),
        _ => _values[row],
    };

    protected override void Free()
    {
        base.Free();
        Buffers.Return(_values);
        _values = [];
        Spares<FixedColumn<T>>.Keep(this);
    }
}
