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

/// <summary>Which rows of the history a call reads, where not all: <c>last: 10m exclusive, before: 7d</c>.</summary>
/// <param name="Last">How far it reaches back; null where only <c>before</c> is written.</param>
/// <param name="IsExclusive">The instant at the far end is left out.</param>
/// <param name="Before">How far the span is shifted back; zero where it is not.</param>
public sealed record HistorySpan(Extent? Last, bool IsExclusive, Duration Before)
{
    public override string ToString()
    {
        var last = Last is { } extent ? $"last: {extent}{(IsExclusive ? " exclusive" : "")}" : "";
        return Before == Duration.Zero ? last : $"{last}{(last.Length > 0 ? ", " : "")}before: {Before}";
    }
}

/// <summary>One call that reads the earlier rows of a key.</summary>
/// <param name="Function">An aggregate, or a function that is asked with the row's own value.</param>
/// <param name="Arguments">An expression over the rows for each argument that is not a constant option.</param>
/// <param name="Constants">Values of the arguments that must be constants, in order.</param>
/// <param name="Span">Which rows it reads; null for the whole history.</param>
/// <param name="Result">Type of the result.</param>
public sealed record HistoryCall(ICallable Function, IReadOnlyList<Expression> Arguments, IReadOnlyList<object> Constants, HistorySpan? Span, ColumnType Result);

/// <summary>
/// An expression over a row and what is known of its key, such as <c>threat_score > 2 * mean(threat_score)</c>.
/// </summary>
/// <param name="Text">As written.</param>
/// <param name="Calls">The calls, left to right; none where only columns are read.</param>
/// <param name="Final">Over the row's columns, behind them a column for each call; null when the text is a single call.</param>
/// <param name="Columns">Names of the row's columns that it reads, in calls and outside of them.</param>
public sealed record HistoryExpression(string Text, IReadOnlyList<HistoryCall> Calls, Expression? Final, IReadOnlyCollection<string> Columns)
{
    public ColumnType Type => Final?.Type ?? Calls[0].Result;
}
