namespace StreamGuard.Contracts;

/// <summary>Lists: row i holds Items from Offsets[i] to Offsets[i + 1]. A null row is an empty range.</summary>
public sealed class ListColumn : Column
{
    /// <summary>Takes ownership of the offsets (from <see cref="Buffers"/>) and holds <paramref name="items"/>.</summary>
    public ListColumn(Column items, int[] offsets, int length, ulong[]? validity = null)
        : base(ColumnType.ListOf(items.Type), length, validity) => (Items, Offsets) = (items, offsets);

    public Column Items { get; }

    public int[] Offsets { get; private set; }

    public override Column Gather(ReadOnlySpan<int> rows)
    {
        var offsets = Buffers.Rent<int>(rows.Length + 1);
        offsets[0] = 0;
        for (var i = 0; i < rows.Length; i++)
            offsets[i + 1] = offsets[i] + Offsets[rows[i] + 1] - Offsets[rows[i]];

        var picked = Buffers.Rent<int>(offsets[rows.Length]);
        for (int i = 0, at = 0; i < rows.Length; i++)
            for (var item = Offsets[rows[i]]; item < Offsets[rows[i] + 1]; item++) picked[at++] = item;

        var items = Items.Gather(picked.AsSpan(0, offsets[rows.Length]));
        Buffers.Return(picked);
        return new ListColumn(items, offsets, rows.Length, GatherValidity(rows));
    }

    public override object? Boxed(int row)
    {
        if (IsNull(row)) return null;
        var list = new object?[Offsets[row + 1] - Offsets[row]];
        for (var i = 0; i < list.Length; i++) list[i] = Items.Boxed(Offsets[row] + i);
        return list;
    }

    protected override void Free()
    {
        base.Free();
        Items.Release();
        Buffers.Return(Offsets);
        Offsets = [];
    }
}
