using StreamGuard.Contracts;

namespace StreamGuard.Core.Expressions.Kernels;

/// <summary>What a kernel works on: a batch, the result's arrays, and room for what lies between. Reused from batch to batch.</summary>
internal sealed class KernelFrame
{
    private readonly Dictionary<int, TextInput> _texts = [];
    private readonly List<Action> _temporary = [];
    private Batch _batch = null!;
    private KernelShape _shape = null!;

    public int Rows { get; private set; }

    /// <summary>The result's values: a T[] for types of fixed size, else a builder.</summary>
    public object? Result { get; private set; }

    /// <summary>All set at first; the kernel clears the bits of nulls it makes.</summary>
    public ulong[]? Validity { get; private set; }

    /// <summary>Nulls that the kernel made, or rows it selected.</summary>
    public int Count { get; set; }

    /// <summary>For texts that live as long as a row.</summary>
    public TextArena RowArena { get; } = new();

    /// <summary>For texts that live as long as the batch.</summary>
    public TextArena BatchArena { get; } = new();

    public void Begin(Batch batch, KernelShape shape)
    {
        (_batch, _shape, Rows, Count) = (batch, shape, batch.Rows, 0);
        RowArena.Reset();
        BatchArena.Reset();
    }

    /// <summary>Gives back all but the result, which the caller has taken.</summary>
    public void End()
    {
        foreach (var text in _texts.Values) text.End();
        foreach (var giveBack in _temporary) giveBack();
        _temporary.Clear();
        (_batch, _shape, Result, Validity) = (null!, null!, null, null);
    }

    public T[] Values<T>(int column) where T : unmanaged => ((FixedColumn<T>)Column(column)).Array;

    public ulong[]? ValidityOf(int column) => Column(column).Validity;

    public ListColumn List(int column) => (ListColumn)Column(column);

    public TextInput Text(int column)
    {
        if (!_texts.TryGetValue(column, out var text)) _texts.Add(column, text = new TextInput());
        text.Begin((TextColumn)Column(column));
        return text;
    }

    /// <summary>A constant text of the expression.</summary>
    public Utf8 Constant(int place) => _shape.Texts[place];

    public T[] NewResult<T>() where T : unmanaged
    {
        var values = Buffers.Rent<T>(Rows);
        Result = values;
        return values;
    }

    public ColumnBuilder NewBuilder(ColumnType type)
    {
        var builder = ColumnBuilder.For(type);
        Result = builder;
        return builder;
    }

    /// <summary>Room for the numbers of all rows.</summary>
    public int[] NewSelection()
    {
        var rows = Buffers.Rent<int>(Rows);
        Result = rows;
        return rows;
    }

    public ulong[] NewValidity() => Validity = Bits.Rent(Rows, set: true);

    /// <summary>An array that is given back with the end of the batch.</summary>
    public T[] Temporary<T>(int length)
    {
        var array = Buffers.Rent<T>(length);
        _temporary.Add(() => Buffers.Return(array));
        return array;
    }

    private Column Column(int number) => _batch[_shape.Columns[number]];

    public static void Append(ColumnBuilder builder, Utf8 text) => ((TextBuilder)builder).Append(text.Span);

    public static void Append(ColumnBuilder builder, ListSlice list)
    {
        var rows = (ListBuilder)builder;
        for (var item = list.Start; item < list.Start + list.Length; item++) rows.Items.AppendFrom(list.Items, item);
        rows.CloseRow();
    }
}
