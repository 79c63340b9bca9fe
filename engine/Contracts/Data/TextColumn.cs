using System.Text;

namespace StreamGuard.Contracts;

/// <summary>
/// UTF-8 text (string or json). Entries lie one after another in <see cref="Data"/>, entry e from Offsets[e] to
/// Offsets[e + 1]. Plain: entry i is row i. Dictionary: Codes[i] is row i's entry; a dictionary belongs to its batch.
/// The text of a null row is undefined (its code, if any, is a valid entry or 0).
/// </summary>
public sealed class TextColumn : Column
{
    private readonly TextColumn? _dictionary;

    /// <summary>Takes ownership of the arrays, which come from <see cref="Buffers"/> and may be longer than needed.</summary>
    public TextColumn(ColumnType type, byte[] data, int[] offsets, int entries, int[]? codes, int length, ulong[]? validity = null)
        : base(type, length, validity) => (Data, Offsets, Entries, Codes) = (data, offsets, entries, codes);

    private TextColumn(TextColumn dictionary, int[] codes, int length, ulong[]? validity)
        : base(dictionary.Type, length, validity)
    {
        _dictionary = dictionary._dictionary ?? dictionary;
        _dictionary.Retain();
        (Data, Offsets, Entries, Codes) = (dictionary.Data, dictionary.Offsets, dictionary.Entries, codes);
    }

    public byte[] Data { get; private set; }

    public int[] Offsets { get; private set; }

    /// <summary>How many texts there are: rows when plain, distinct ones or more when dictionary-encoded.</summary>
    public int Entries { get; }

    /// <summary>The entry of each row; null when plain.</summary>
    public int[]? Codes { get; private set; }

    public ReadOnlySpan<byte> this[int row] => Entry(Codes is null ? row : Codes[row]);

    public ReadOnlySpan<byte> Entry(int entry) => Data.AsSpan(Offsets[entry], Offsets[entry + 1] - Offsets[entry]);

    public override Column Gather(ReadOnlySpan<int> rows)
    {
        if (Codes is not { } codes) return GatherPlain(rows);
        var gathered = Buffers.Rent<int>(rows.Length);
        for (var i = 0; i < rows.Length; i++) gathered[i] = codes[rows[i]];
        return new TextColumn(this, gathered, rows.Length, GatherValidity(rows));
    }

    public override object? Boxed(int row) => IsNull(row) ? null : Encoding.UTF8.GetString(this[row]);

    protected override void Free()
    {
        base.Free();
        Buffers.Return(Codes);
        Codes = null;
        if (_dictionary is not null) _dictionary.Release();
        else (Data, Offsets) = ReturnOwn();
    }

    private (byte[], int[]) ReturnOwn()
    {
        Buffers.Return(Data);
        Buffers.Return(Offsets);
        return ([], []);
    }

    private TextColumn GatherPlain(ReadOnlySpan<int> rows)
    {
        var bytes = 0;
        for (var i = 0; i < rows.Length; i++)
            if (!IsNull(rows[i])) bytes = checked(bytes + this[rows[i]].Length);

        var data = Buffers.Rent<byte>(bytes);
        var offsets = Buffers.Rent<int>(rows.Length + 1);
        var at = offsets[0] = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            if (!IsNull(rows[i]))
            {
                this[rows[i]].CopyTo(data.AsSpan(at));
                at += this[rows[i]].Length;
            }

            offsets[i + 1] = at;
        }

        return new TextColumn(Type, data, offsets, rows.Length, null, rows.Length, GatherValidity(rows));
    }
}
