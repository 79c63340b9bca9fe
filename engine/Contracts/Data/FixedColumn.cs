namespace StreamGuard.Contracts;

/// <summary>
/// Values of fixed size: bool for bool, long for int, timestamp and duration, double for float. The value of a null
/// row is undefined.
/// </summary>
public sealed class FixedColumn<T> : Column where T : unmanaged
{
    private readonly FixedBuilder<T>? _home;
    private T[] _values;

    /// <summary>Takes ownership of both arrays, which come from <see cref="Buffers"/> and may be longer than needed.</summary>
    public FixedColumn(ColumnType type, T[] values, int length, ulong[]? validity = null)
        : base(type, length, validity) => _values = values;

    /// <summary>A column that goes back to its builder, buffer and all, when nobody holds it any more.</summary>
    internal FixedColumn(FixedBuilder<T> home, T[] values, int length, ulong[]? validity)
        : this(home.Type, values, length, validity) => _home = home;

    public ReadOnlySpan<T> Values => _values.AsSpan(0, Length);

    /// <summary>The array behind <see cref="Values"/>, at least as long; for compiled kernels. Never written to.</summary>
    public T[] Array => _values;

    public override Column Gather(ReadOnlySpan<int> rows)
    {
        var gathered = Buffers.Rent<T>(rows.Length);
        var values = _values;
        for (var i = 0; i < rows.Length; i++) gathered[i] = values[rows[i]];
        return new FixedColumn<T>(Type, gathered, rows.Length, GatherValidity(rows));
    }

    public override object? Boxed(int row) => IsNull(row) ? null : Type.Kind switch
    {
        Kind.Timestamp => Timestamps.ToDateTime((long)(object)_values[row]),
        Kind.Duration => Duration.FromMicroseconds((long)(object)_values[row]),
        _ => _values[row],
    };

    /// <summary>Makes another column of one that came back.</summary>
    /// <returns>The buffer it had.</returns>
    internal T[] Renew(T[] values, int length, ulong[]? validity)
    {
        var old = _values;
        _values = values;
        Renew(length, validity);
        return old;
    }

    protected override void Free()
    {
        base.Free();
        if (_home?.TakeBack(this) is true) return;
        Buffers.Return(_values);
        _values = [];
    }
}
