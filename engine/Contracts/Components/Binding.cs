namespace StreamGuard.Contracts;

/// <summary>
/// What a component may ask and say while it is bound: planning binds it to check and type it, running binds a new
/// instance the same way. Paths name an option as in the file, below the component's kind: <c>pivot.column</c>,
/// <c>key[0]</c>, <c>high_pressure.when</c>; an empty path is the component itself.
/// </summary>
public abstract class Binding
{
    /// <summary>The pipeline's name.</summary>
    public abstract string Pipeline { get; }

    /// <summary>The component's name, the identity of its state and metrics.</summary>
    public abstract string Component { get; }

    /// <summary>Every input ends by itself.</summary>
    public abstract bool IsBounded { get; }

    /// <summary>The one clock.</summary>
    public abstract TimeProvider Clock { get; }

    /// <summary>Where the option was written.</summary>
    public abstract Location At(string path);

    public abstract void Error(string code, string path, string message, string? hint = null);

    public abstract void Warning(string code, string path, string message, string? hint = null);

    /// <summary>Parses and types an expression over the schema; null when there was a problem, which has been reported.</summary>
    public abstract Expression? Expression(string path, ExpressionText text, Schema schema);

    /// <summary>The same for one that must be bool.</summary>
    public abstract Expression? Condition(string path, ExpressionText text, Schema schema);

    /// <summary>The same for one with aggregate calls.</summary>
    public abstract AggregateExpression? Aggregate(string path, ExpressionText text, Schema schema);

    /// <summary>The place of a column that must exist and fit; -1 when it does not, which has been reported.</summary>
    /// <param name="path">The option that names the column.</param>
    /// <param name="name">The column's name.</param>
    /// <param name="schema">Where it must be.</param>
    /// <param name="fits">What its type must be; null for any.</param>
    /// <param name="wanted">That, in words: "a number".</param>
    public abstract int RequireColumn(string path, string name, Schema schema, Func<ColumnType, bool>? fits = null, string wanted = "");

    /// <summary>Says how much state the component keeps at most: "2 windows × 1 key, 12 kB each".</summary>
    public abstract void StateIsBounded(string bound);

    /// <summary>Says that nothing bounds the component's state, and why.</summary>
    public abstract void StateIsUnbounded(string reason);

    /// <summary>A remark for explain, such as "the answer depends on the order of arrival".</summary>
    public abstract void Note(string remark);
}

/// <summary>Binding of a transform.</summary>
public abstract class TransformBinding : Binding
{
    public abstract IReadOnlyList<Schema> Inputs { get; }

    /// <summary>The schema of the first input.</summary>
    public Schema Input => Inputs[0];

    /// <summary>Names of the inputs, as in <c>from</c>.</summary>
    public abstract IReadOnlyList<string> InputNames { get; }

    /// <summary>
    /// Rows of equal key may be given to one of several instances, each with a share of the keys. What one watermark
    /// makes them emit is merged by the output columns in <paramref name="order"/>, ascending.
    /// </summary>
    public abstract void KeyedBy(IReadOnlyList<string> columns, IReadOnlyList<string> order);
}

/// <summary>Binding of a source.</summary>
public abstract class SourceBinding : Binding
{
    /// <summary>A decoder stands behind the source: it sends bytes, not rows.</summary>
    public abstract bool HasDecoder { get; }
}

/// <summary>Binding of a decoder.</summary>
public abstract class DecoderBinding : Binding
{
    /// <summary>The columns asked for, in order; empty when the decoder knows its own.</summary>
    public abstract IReadOnlyList<ColumnSpec> Columns { get; }

    /// <summary>Longest record in bytes.</summary>
    public abstract long MaxLine { get; }
}

/// <summary>Binding of a sink.</summary>
public abstract class SinkBinding : Binding
{
    public abstract Schema Input { get; }

    /// <summary>What the sink guarantees and when a row can be seen, for explain: "exactly once, visible when the file is rolled".</summary>
    public abstract void Guarantees(Delivery delivery, string visible);
}

/// <summary>How often a row may arrive at a sink.</summary>
public enum Delivery
{
    /// <summary>Sent at once; may be repeated after a crash.</summary>
    AtLeastOnce,

    /// <summary>Visible once, with the checkpoint.</summary>
    ExactlyOnce,
}

/// <summary>A column that a decoder reads.</summary>
public sealed record ColumnSpec
{
    /// <summary>The column's name in the schema.</summary>
    public required string Name { get; init; }

    public required ColumnType Type { get; init; }

    /// <summary>Where it stands in the record, <c>a.b[0]</c>; the name itself when null.</summary>
    public string? From { get; init; }

    /// <summary>Unit of a timestamp written as a number (s, ms, us, ns); null: numbers are no timestamps.</summary>
    public string? Unit { get; init; }

    /// <summary>A value of a wrong type is null instead of making the row a bad one.</summary>
    public bool NullOnError { get; init; }

    /// <summary>NaN and infinities are read as null.</summary>
    public bool NonFiniteIsNull { get; init; }

    public Location Location { get; init; }
}
