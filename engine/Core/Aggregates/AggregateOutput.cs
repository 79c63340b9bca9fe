using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates;

/// <summary>Makes the column of one aggregate expression of the states of its calls.</summary>
internal sealed class AggregateOutput
{
    private readonly AggregateExpression _expression;
    private readonly Accumulator[] _calls;
    private readonly ColumnBuilder[] _builders;
    private readonly Schema _schema;
    private readonly ColumnBuilder _result;

    public AggregateOutput(AggregateExpression expression, Accumulator[] calls)
    {
        (_expression, _calls) = (expression, calls);
        _builders = [.. expression.Calls.Select(call => ColumnBuilder.For(call.Result))];
        _schema = new Schema(expression.Calls.Select((call, i) => new Field($"${i}", call.Result)));
        _result = ColumnBuilder.For(expression.Type);
    }

    /// <param name="cells">A row each.</param>
    /// <param name="rows">Says which cells have rows; those without give null. Null when every cell is asked for its result.</param>
    public Column Build(ReadOnlySpan<int> cells, CountAccumulator? rows)
    {
        if (_expression.Final is null) return BuildCall(0, cells, rows);
        var columns = new Column[_calls.Length];
        for (var call = 0; call < _calls.Length; call++) columns[call] = BuildCall(call, cells, rows);
        var batch = new Batch(_schema, columns, cells.Length);
        var result = _expression.Final.Evaluate(batch);
        batch.Release();
        return rows is null ? result : WithoutEmpty(result, cells, rows);
    }

    private Column BuildCall(int call, ReadOnlySpan<int> cells, CountAccumulator? rows)
    {
        var builder = _builders[call];
        if (rows is null) _calls[call].EmitAll(cells, builder);
        else EmitKnown(call, cells, rows);
        return builder.Build();
    }

    private void EmitKnown(int call, ReadOnlySpan<int> cells, CountAccumulator rows)
    {
        var builder = _builders[call];
        foreach (var cell in cells)
        {
            if (rows.HasRows(cell)) _calls[call].Emit(cell, builder);
            else builder.AppendNull();
        }
    }

    /// <summary>An expression may make something of nulls (coalesce); a cell without rows is null all the same.</summary>
    private Column WithoutEmpty(Column result, ReadOnlySpan<int> cells, CountAccumulator rows)
    {
        for (var row = 0; row < cells.Length; row++)
        {
            if (rows.HasRows(cells[row])) _result.AppendFrom(result, row);
            else _result.AppendNull();
        }

        result.Release();
        return _result.Build();
    }
}
