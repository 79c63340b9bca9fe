namespace StreamGuard.Contracts;

/// <summary>
/// Rows as columns. Immutable once sent. Whoever makes a batch holds it (see <see cref="RefCounted"/>); a batch holds
/// its columns and its origin.
/// </summary>
public sealed class Batch : RefCounted
{
    private readonly Column[] _columns;

    // What it was extended from, which holds the first columns and the origin.
    private readonly Batch? _base;

    /// <summary>Takes over one hold of each column and of the origin.</summary>
    /// <exception cref="ArgumentException">Columns do not fit the schema or are of different length.</exception>
    public Batch(Schema schema, Column[] columns, int rows, Origin? origin = null)
        : this(schema, columns, rows, origin, null)
    {
    }

    private Batch(Schema schema, Column[] columns, int rows, Origin? origin, Batch? extended)
    {
        if (columns.Length != schema.Count)
            throw new ArgumentException($"{columns.Length} columns for a schema of {schema.Count}", nameof(columns));
        for (var i = extended?._columns.Length ?? 0; i < columns.Length; i++)
            if (columns[i].Length != rows || columns[i].Type != schema[i].Type)
                throw new ArgumentException($"column '{schema[i].Name}' is {columns[i].Type} × {columns[i].Length}, not {schema[i].Type} × {rows}", nameof(columns));
        (Schema, _columns, Rows, Origin, _base) = (schema, columns, rows, origin, extended);
    }

    public Schema Schema { get; }

    public int Rows { get; }

    /// <summary>Where the rows were read; null for rows that were made (windows, matches).</summary>
    public Origin? Origin { get; }

    public ReadOnlySpan<Column> Columns => _columns;

    public Column this[int index] => _columns[index];

    /// <exception cref="KeyNotFoundException">No such column.</exception>
    public Column this[string name] => Schema.IndexOf(name) is >= 0 and var index
        ? _columns[index]
        : throw new KeyNotFoundException($"no column '{name}' in {Schema}");

    /// <summary>The values of a float column; those of null rows are undefined.</summary>
    public ReadOnlySpan<double> Floats(int index) => ((FixedColumn<double>)_columns[index]).Values;

    /// <summary>The values of an int, timestamp or duration column; those of null rows are undefined.</summary>
    public ReadOnlySpan<long> Ints(int index) => ((FixedColumn<long>)_columns[index]).Values;

    /// <summary>The values of a bool column; those of null rows are undefined.</summary>
    public ReadOnlySpan<bool> Bools(int index) => ((FixedColumn<bool>)_columns[index]).Values;

    public TextColumn Text(int index) => (TextColumn)_columns[index];

    /// <summary>A new batch, held by the caller, of the given rows in the order given.</summary>
    public Batch Where(ReadOnlySpan<int> rows)
    {
        var columns = new Column[_columns.Length];
        for (var i = 0; i < columns.Length; i++) columns[i] = _columns[i].Gather(rows);
        return new Batch(Schema, columns, rows.Length, Origin?.Gather(rows));
    }

    /// <summary>
    /// A new batch, held by the caller, of the same rows with other columns; it takes over one hold of each column.
    /// </summary>
    public Batch With(Schema schema, Column[] columns)
    {
        Origin?.Retain();
        return new Batch(schema, columns, Rows, Origin);
    }

    /// <summary>
    /// A new batch, held by the caller, of the same rows with more columns behind its own. It holds this batch in the place
    /// of its columns: to hold and release each is most of what a wide batch of one row costs.
    /// </summary>
    /// <param name="schema">The fields of this batch, then the new ones.</param>
    /// <param name="columns">The columns of this batch, then the new ones, of which it takes over one hold each.</param>
    public Batch Extend(Schema schema, Column[] columns)
    {
        var extended = new Batch(schema, columns, Rows, Origin, this);
        Retain();
        return extended;
    }

    protected override void Free()
    {
        for (var i = _base?._columns.Length ?? 0; i < _columns.Length; i++) _columns[i].Release();
        if (_base is null) Origin?.Release();
        else _base.Release();
    }
}
