using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Transforms.Tables;

/// <summary>A table in memory and the index of its keys.</summary>
internal sealed class LookupTable : IDisposable
{
    private readonly KeyIndex _keys;
    private readonly List<int> _rowOfKey = [];
    private readonly int _textKey;
    private readonly bool _isOneRow;

    /// <param name="source">The table.</param>
    /// <param name="key">Places of the key columns in the table; empty where it is to have one row, which is every row's.</param>
    /// <param name="on">Places of the columns they are matched with in the batches to come, of the same types.</param>
    /// <param name="missing">A row for those that match nothing, of the table's columns without the row's number.</param>
    /// <exception cref="IOException">The table cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is not as the options say, or a key stands in it twice.</exception>
    public LookupTable(TableSource source, int[] key, int[] on, Batch missing)
    {
        var read = source.Read();
        Rows = WithMissing(source.Schema, read.Rows, missing);
        Hash = read.Hash!;
        read.Rows.Release();
        _keys = new KeyIndex([.. key.Select(column => source.Schema[column].Type)], on);
        _textKey = on.Length == 1 ? on[0] : -1;
        _isOneRow = key.Length == 0;
        if (_isOneRow && Nothing != 1)
            throw new InvalidDataException($"{source.Words} has {Nothing} rows, and without a column under 'on' it must have one");
        Index(source, read, key);
    }

    /// <summary>The table's rows, and behind them the one for rows that match nothing.</summary>
    public Batch Rows { get; }

    /// <summary>SHA-256 of the table's text, or of its rows where it has none.</summary>
    public byte[] Hash { get; }

    /// <summary>Place of the row for those that match nothing.</summary>
    public int Nothing => Rows.Rows - 1;

    /// <summary>Finds the table's row for each row of the batch; <see cref="Nothing"/> where there is none.</summary>
    /// <returns>How many there are.</returns>
    public int Match(Batch batch, Span<int> found)
    {
        if (_isOneRow)
        {
            found[..batch.Rows].Clear();
            return batch.Rows;
        }

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

    public void Dispose() => Rows.Release();

    private int Find(Batch batch, int row) => _keys.Find(batch, row) is >= 0 and var key ? _rowOfKey[key] : Nothing;

    private static Batch WithMissing(Schema schema, Batch read, Batch missing)
    {
        var builder = new BatchBuilder(schema);
        for (var column = 0; column < read.Columns.Length; column++)
        {
            for (var row = 0; row < read.Rows; row++) builder[column].AppendFrom(read[column], row);
            builder[column].AppendFrom(missing[column], 0);
        }

        if (schema.Count > read.Columns.Length)
        {
            for (var row = 0; row < read.Rows; row++) builder.Ints(read.Columns.Length).Append(row);
            builder[read.Columns.Length].AppendNull();
        }

        return builder.Build();
    }

    private void Index(TableSource source, TableRows read, int[] key)
    {
        for (var row = 0; row < Nothing && !_isOneRow; row++)
        {
            // A null matches nothing, so a row without key is never found.
            if (key.Any(column => Rows[column].IsNull(row))) continue;
            var bytes = new byte[key.Sum(column => KeyEncoder.MaxLength(Rows[column], row))];
            var length = 0;
            foreach (var column in key) length += KeyEncoder.Write(Rows[column], row, bytes.AsSpan(length));
            var number = _keys.GetOrAdd(bytes.AsSpan(0, length), out var added);
            if (!added) throw Twice(source, read, key, row, _rowOfKey[number]);
            _rowOfKey.Add(row);
        }
    }

    private InvalidDataException Twice(TableSource source, TableRows read, int[] key, int row, int first)
    {
        var words = string.Join(", ", key.Select(column => $"{source.Schema[column].Name} {Rows[column].Boxed(row)}"));
        var places = read.PlaceOf is { } place ? $": on {place(first)} and on {place(row)}" : "";
        return new InvalidDataException($"{source.Words} has the key {words} twice{places}");
    }
}
