namespace StreamGuard.Contracts;

/// <summary>Collects whole rows into a batch; one builder a column, in the schema's order.</summary>
public sealed class BatchBuilder
{
    private readonly ColumnBuilder[] _columns;

    public BatchBuilder(Schema schema)
    {
        Schema = schema;
        _columns = [.. schema.Fields.Select(field => ColumnBuilder.For(field.Type))];
    }

    public Schema Schema { get; }

    /// <summary>Rows that every column has.</summary>
    public int Rows => _columns.Length == 0 ? 0 : _columns.Min(column => column.Length);

    public ColumnBuilder this[int index] => _columns[index];

    public FixedBuilder<double> Floats(int index) => (FixedBuilder<double>)_columns[index];

    public FixedBuilder<long> Ints(int index) => (FixedBuilder<long>)_columns[index];

    public FixedBuilder<bool> Bools(int index) => (FixedBuilder<bool>)_columns[index];

    public TextBuilder Text(int index) => (TextBuilder)_columns[index];

    /// <summary>Appends a row of .NET values as <see cref="Column.Boxed"/> gives them; for tests and slow paths.</summary>
    public BatchBuilder Row(params object?[] values)
    {
        for (var i = 0; i < _columns.Length; i++) _columns[i].AppendBoxed(values[i]);
        return this;
    }

    /// <summary>Forgets the columns of a row that could not be completed, back to so many rows.</summary>
    public void Truncate(int rows)
    {
        foreach (var column in _columns)
            if (column.Length > rows) column.Truncate(rows);
    }

    /// <summary>The batch of the rows so far, held by the caller; the builder is empty afterwards.</summary>
    public Batch Build(Origin? origin = null)
    {
        var columns = new Column[_columns.Length];
        for (var i = 0; i < columns.Length; i++) columns[i] = _columns[i].Build();
        return new Batch(Schema, columns, columns.Length == 0 ? 0 : columns[0].Length, origin);
    }
}
