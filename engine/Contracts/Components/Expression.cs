namespace StreamGuard.Contracts;

/// <summary>A typed expression over the columns of one schema.</summary>
public abstract class Expression
{
    /// <summary>As written.</summary>
    public abstract string Text { get; }

    public abstract ColumnType Type { get; }

    /// <summary>Names of the columns it reads.</summary>
    public abstract IReadOnlyCollection<string> Columns { get; }

    /// <summary>
    /// The value for each row of a batch of the schema it was bound to, held by the caller. The first call compiles.
    /// Not to be called by two threads at once.
    /// </summary>
    public abstract Column Evaluate(Batch batch);

    /// <summary>The rows for which a bool expression is true (null is not), appended to <paramref name="rows"/>, which must have room for all.</summary>
    /// <returns>How many there are.</returns>
    public virtual int Select(Batch batch, Span<int> rows)
    {
        var verdicts = (FixedColumn<bool>)Evaluate(batch);
        var values = verdicts.Values;
        var validity = verdicts.Validity;
        var count = 0;
        for (var row = 0; row < values.Length; row++)
        {
            if (values[row] && Bits.IsValid(validity, row)) rows[count++] = row;
        }

        verdicts.Release();
        return count;
    }
}

/// <summary>One call of an aggregate function: what it is given for each row, and the constants behind it.</summary>
/// <param name="Function">The function.</param>
/// <param name="Arguments">An expression over the rows for each argument that is not a constant option.</param>
/// <param name="Constants">Values of the arguments that must be constants (percentile's share), in order.</param>
/// <param name="Result">Type of the result.</param>
public sealed record AggregateCall(
    IAggregateFunction Function, IReadOnlyList<Expression> Arguments, IReadOnlyList<object> Constants, ColumnType Result);

/// <summary>
/// An expression with aggregate calls in it, such as <c>sum(a) / count()</c>: the calls, and what is made of them.
/// </summary>
/// <param name="Text">As written.</param>
/// <param name="Calls">The calls, left to right.</param>
/// <param name="Final">Over a schema of columns $0, $1, … (one a call); null when the text is a single call.</param>
public sealed record AggregateExpression(string Text, IReadOnlyList<AggregateCall> Calls, Expression? Final)
{
    public ColumnType Type => Final?.Type ?? Calls[0].Result;
}
