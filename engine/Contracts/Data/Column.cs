namespace StreamGuard.Contracts;

/// <summary>The values of one field for the rows of a batch. Immutable once its batch is sent.</summary>
public abstract class Column(ColumnType type, int length, ulong[]? validity) : RefCounted
{
    public ColumnType Type { get; private set; } = type;

    public int Length { get; private set; } = length;

    /// <summary>Validity bits as <see cref="Bits"/> describes them; null when no row is null.</summary>
    public ulong[]? Validity { get; private set; } = validity;

    public bool HasNulls => Validity is not null;

    public bool IsNull(int row) => !Bits.IsValid(Validity, row);

    /// <summary>A new column of the given rows, in the order given.</summary>
    public abstract Column Gather(ReadOnlySpan<int> rows);

    /// <summary>The value of a row as a .NET object, null for a null; for people and tests, not for hot paths.</summary>
    public abstract object? Boxed(int row);

    /// <summary>A builder that fits this column's type.</summary>
    public static ColumnBuilder Builder(ColumnType type) => ColumnBuilder.For(type);

    /// <summary>Makes another column of one that nobody holds.</summary>
    private protected void Renew(ColumnType type, int length, ulong[]? validity)
    {
        (Type, Length, Validity) = (type, length, validity);
        Revive();
    }

    protected override void Free()
    {
        Buffers.Return(Validity);
        Validity = null;
    }

    protected ulong[]? GatherValidity(ReadOnlySpan<int> rows)
    {
        if (Validity is not { } bits) return null;
        var gathered = Bits.Rent(rows.Length, set: false);
        for (var i = 0; i < rows.Length; i++)
            if (Bits.Get(bits, rows[i])) Bits.Set(gathered, i);
        return gathered;
    }
}
