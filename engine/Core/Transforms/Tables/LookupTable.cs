using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Transforms.Tables;

/// <summary>A table in memory and the index of its keys.</summary>
internal sealed class LookupTable
{
    private readonly KeyIndex _keys;
    private readonly List<int> _rowOfKey = [];
    private readonly int _textKey;

    /// <param name="reader">Reads the table.</param>
    /// <param name="path">Its file, for errors.</param>
    /// <param name="key">Places of the key columns in the table.</param>
    /// <param name="on">Places of the columns they are matched with in the batches to come, of the same types.</param>
    /// <exception cref="InvalidDataException">A key stands in the table twice.</exception>
    public LookupTable(TableReader reader, string path, int[] key, int[] on)
    {
        Rows = reader.Read();
        Hash = reader.Hash;
        _keys = new KeyIndex([.. key.Select(column => reader.Schema[column].Type)], on);
        _textKey = on.Length == 1 ? on[0] : -1;
        Index(reader, path, key);
    }

    /// <summary>The table's rows, and behind them one of nulls.</summary>
    public Batch Rows { get; }

    /// <summary>SHA-256 of the table's text.</summary>
    public byte[] Hash { get; }

    /// <summary>Place of the row of nulls.</summary>
    public int Nothing => Rows.Rows - 1;

    /// <summary>Finds the table's row for each row of the batch; <see cref="Nothing"/> where there is none.</summary>
    /// <returns>How many there are.</returns>
    public int Match(Batch batch, Span<int> found)
    {
        if (_textKey >= 0 && batch[_textKey] is TextColumn { Codes: not null } text) MatchCodes(batch, text, found);
        else
            for (var row = 0; row < batch.Rows; row++) found[row] = Find(batch, row);

        var count = 0;
        for (var row = 0; row < batch.Rows; row++)
            if (found[row] != Nothing) count++;
        return count;
    }

    /// <summary>Looks each text of a dictionary up once.</summary>
    private void MatchCodes(Batch batch, TextColumn text, Span<int> found)
    {
        var codes = text.Codes!;
        var known = Buffers.Rent<int>(text.Entries);
        known.AsSpan(0, text.Entries).Fill(-1);
        for (var row = 0; row < batch.Rows; row++)
        {
            if (text.IsNull(row)) found[row] = Nothing;
            else if (known[codes[row]] is >= 0 and var place) found[row] = place;
            else found[row] = known[codes[row]] = Find(batch, row);
        }

        Buffers.Return(known);
    }

    private int Find(Batch batch, int row) => _keys.Find(batch, row) is >= 0 and var key ? _rowOfKey[key] : Nothing;

    private void Index(TableReader reader, string path, int[] key)
    {
        for (var row = 0; row < Nothing; row++)
        {
            // A null matches nothing, so a row without key is never found.
            if (key.Any(column => Rows[column].IsNull(row))) continue;
            var bytes = new byte[key.Sum(column => KeyEncoder.MaxLength(Rows[column], row))];
            var length = 0;
            foreach (var column in key) length += KeyEncoder.Write(Rows[column], row, bytes.AsSpan(length));
            var number = _keys.GetOrAdd(bytes.AsSpan(0, length), out var added);
            if (!added) throw Twice(reader, path, key, row, _rowOfKey[number]);
            _rowOfKey.Add(row);
        }
    }

    private InvalidDataException Twice(TableReader reader, string path, int[] key, int row, int first)
    {
        var words = string.Join(", ", key.Select(column => $"{reader.Schema[column].Name} {Rows[column].Boxed(row)}"));
        return new InvalidDataException($"{path}:{reader.Lines[row]}: the key {words} stands on line {reader.Lines[first]} already");
    }
}
