using System.Text;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Transforms.Correlations;

/// <summary>Makes a row a pair of the rows of windows, whose last two columns are lists with an item a pair.</summary>
/// <param name="schema">Of the rows to make.</param>
/// <param name="pairs">Which columns are compared.</param>
/// <param name="minRows">A pair with fewer rows is left out.</param>
internal sealed class PairRows(Schema schema, ColumnPairs pairs, long minRows)
{
    // As many as other batches have at most: a window of a hundred columns has 4950 pairs.
    private const int MostRows = 4096;

    private readonly byte[][] _names = [.. pairs.Names.Select(Encoding.UTF8.GetBytes)];
    private readonly List<int> _windows = [];
    private readonly List<int> _items = [];

    public Schema Schema => schema;

    /// <summary>Emits the rows and counts them as made.</summary>
    public void TakeApart(Batch windows, Output output)
    {
        var rows = (ListColumn)windows.Columns[^1];
        var counts = ((FixedColumn<long>)rows.Items).Values;
        for (var window = 0; window < windows.Rows; window++)
        {
            for (var item = rows.Offsets[window]; item < rows.Offsets[window + 1]; item++)
            {
                if (counts[item] < minRows) continue;
                _windows.Add(window);
                _items.Add(item);
                if (_windows.Count == MostRows) Send(windows, output);
            }
        }

        Send(windows, output);
    }

    private void Send(Batch windows, Output output)
    {
        if (_windows.Count == 0) return;
        var columns = new Column[schema.Count];
        int[] picked = [.. _windows];
        var head = columns.Length - CorrelateBinder.Own.Count;
        for (var i = 0; i < head; i++) columns[i] = windows[i].Gather(picked);
        int[] items = [.. _items];
        columns[^4] = NamesOf(pairs.First, items);
        columns[^3] = NamesOf(pairs.Second, items);
        columns[^2] = ((ListColumn)windows.Columns[^2]).Items.Gather(items);
        columns[^1] = ((ListColumn)windows.Columns[^1]).Items.Gather(items);
        output.Account.Made += picked.Length;
        output.Emit(new Batch(schema, columns, picked.Length));
        _windows.Clear();
        _items.Clear();
    }

    private TextColumn NamesOf(int[] places, ReadOnlySpan<int> items)
    {
        var data = Buffers.Rent<byte>(_names.Sum(name => name.Length));
        var offsets = Buffers.Rent<int>(_names.Length + 1);
        offsets[0] = 0;
        for (var i = 0; i < _names.Length; i++)
        {
            _names[i].CopyTo(data.AsSpan(offsets[i]));
            offsets[i + 1] = offsets[i] + _names[i].Length;
        }

        var codes = Buffers.Rent<int>(items.Length);
        // Every window has all pairs, in their order.
        for (var i = 0; i < items.Length; i++) codes[i] = places[items[i] % pairs.Count];
        return new TextColumn(ColumnType.String, data, offsets, _names.Length, codes, items.Length);
    }
}
