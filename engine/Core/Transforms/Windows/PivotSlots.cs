using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Transforms.Windows;

/// <summary>Finds the place of a pivot column's values in the list of the options.</summary>
internal sealed class PivotSlots
{
    private readonly int _column;
    private readonly KeyIndex _values;

    public PivotSlots(int column, IReadOnlyList<string> values)
    {
        _column = column;
        _values = new KeyIndex([ColumnType.String], [column]);
        var builder = new TextBuilder(ColumnType.String);
        foreach (var value in values) builder.Append(value);
        var texts = builder.Build();
        Span<byte> key = new byte[values.Count == 0 ? 0 : Enumerable.Range(0, values.Count).Max(row => KeyEncoder.MaxLength(texts, row))];
        for (var row = 0; row < values.Count; row++) _values.GetOrAdd(key[..KeyEncoder.Write(texts, row, key)], out _);
        texts.Release();
    }

    /// <summary>Replaces each slot that is not -1 by the place of its row's value; -1 for one that is not listed.</summary>
    /// <returns>How many rows have a value that is not listed.</returns>
    public int Resolve(Batch batch, Span<int> slots)
    {
        var text = batch.Text(_column);
        if (text.Codes is null || text.HasNulls) return ResolveRows(batch, slots);

        // Each text of the dictionary is looked up when its first row comes.
        const int unknown = -2;
        var codes = text.Codes;
        var known = Buffers.Rent<int>(text.Entries);
        known.AsSpan(0, text.Entries).Fill(unknown);
        var unlisted = 0;
        for (var row = 0; row < slots.Length; row++)
        {
            if (slots[row] < 0) continue;
            var slot = known[codes[row]];
            if (slot == unknown) slot = known[codes[row]] = _values.Find(batch, row);
            if (slot < 0) unlisted++;
            slots[row] = slot;
        }

        Buffers.Return(known);
        return unlisted;
    }

    private int ResolveRows(Batch batch, Span<int> slots)
    {
        var unlisted = 0;
        for (var row = 0; row < slots.Length; row++)
        {
            if (slots[row] < 0) continue;
            slots[row] = _values.Find(batch, row);
            if (slots[row] < 0) unlisted++;
        }

        return unlisted;
    }
}
