namespace StreamGuard.Contracts;

/// <summary>
/// What a component may ask and say while it is bound: planning binds it to check and type it, running binds a new
/// instance the same way. Paths name an option as in the file, below the component's kind: <c>pivot.column</c>,
/// <c>key[0]</c>, <c>high_pressure.when</c>; an empty path is the component itself.
/// </summary>
public abstract class Binding(IBinder binder)
{
    /// <summary>The pipeline's name.</summary>
    public string Pipeline => binder.Pipeline;

    /// <summary>The component's name, the identity of its state and metrics.</summary>
    public string Component => binder.Component;

    /// <summary>Every input ends by itself.</summary>
    public bool IsBounded => binder.IsBounded;

    /// <summary>A run that is started again goes on from a checkpoint; otherwise it begins anew.</summary>
    public bool KeepsCheckpoints => binder.KeepsCheckpoints;

    /// <summary>The one clock.</summary>
    public TimeProvider Clock => binder.Clock;

    /// <summary>Where the option was written.</summary>
    public Location At(string path) => binder.At(path);

    /// <summary>The option's value, or a part of it, was put in for a variable: <c>${NAME}</c>.</summary>
    public bool IsVariable(string path) => binder.IsVariable(path);

    /// <summary>"Did you mean 'inputs'?" where one of the known names is near; else null.</summary>
    public string? Meant(string name, IEnumerable<string> known) => binder.Meant(name, known);

    public void Error(string code, string path, string message, string? hint = null) =>
        binder.Report(new Problem(code, Severity.Error, At(path), message, hint));

    /// <summary>The same for something written elsewhere than in the component's options, such as a column.</summary>
    public void Error(string code, Location location, string message, string? hint = null) =>
        binder.Report(new Problem(code, Severity.Error, location, message, hint));

    public void Warning(string code, string path, string message, string? hint = null) =>
        binder.Report(new Problem(code, Severity.Warning, At(path), message, hint));

    /// <summary>Parses and types an expression over the schema; null when there was a problem, which has been reported.</summary>
    public Expression? Expression(string path, ExpressionText text, Schema schema) => binder.Expression(path, text, schema, mustBeBool: false);

    /// <summary>The same for one that must be bool.</summary>
    public Expression? Condition(string path, ExpressionText text, Schema schema) => binder.Expression(path, text, schema, mustBeBool: true);

    /// <summary>The same for one with aggregate calls.</summary>
    public AggregateExpression? Aggregate(string path, ExpressionText text, Schema schema) => binder.Aggregate(path, text, schema);

    /// <summary>Binds an expression over a row and what is known of its key; null, with the problem reported, when it does not fit.</summary>
    public HistoryExpression? History(string path, ExpressionText text, Schema schema) => binder.History(path, text, schema);

    /// <summary>The place of a column that must exist and fit; -1 when it does not, which has been reported.</summary>
    /// <param name="path">The option that names the column.</param>
    /// <param name="name">The column's name.</param>
    /// <param name="schema">Where it must be.</param>
    /// <param name="fits">What its type must be; null for any.</param>
    /// <param name="wanted">That, in words: "a number".</param>
    public int RequireColumn(string path, string name, Schema schema, Func<ColumnType, bool>? fits = null, string wanted = "") =>
        binder.RequireColumn(path, name, schema, fits, wanted);

    /// <summary>How the host's own sinks write rows of this schema as text.</summary>
    public IRowText RowText(Schema schema) => binder.RowText(schema);

    /// <summary>Reads text with places for a row's values in it; null when there was a problem, which has been reported.</summary>
    public IRowTemplate? Template(string path, string text, Schema schema) => binder.Template(path, text, schema);

    /// <summary>Says how much state the component keeps at most: "2 windows × 1 key, 12 kB each".</summary>
    public void StateIsBounded(string bound) => binder.State(isBounded: true, bound);

    /// <summary>Says how much the component holds that no row changes: a table, "none".</summary>
    public void StateIsFixed(string bound) => binder.State(isBounded: true, bound, isFixed: true);

    /// <summary>Says that nothing bounds the component's state, and why.</summary>
    public void StateIsUnbounded(string reason) => binder.State(isBounded: false, reason);

    /// <summary>
    /// Says what saved state depends on, where that is less than every option and every column that comes in: when these
    /// are the same in a changed pipeline file, state that a checkpoint holds still fits.
    /// </summary>
    public void StateDependsOn(params IReadOnlyList<string?> parts) => binder.StateDependsOn(parts);

    /// <summary>The format of models of this name; null when neither the program nor a plugin has it.</summary>
    public IModelFormat? ModelFormat(string name) => binder.ModelFormat(name);

    /// <summary>Names of all formats of models, sorted.</summary>
    public IReadOnlyList<string> ModelFormatNames => binder.ModelFormatNames;

    /// <summary>
    /// Writes a bundle as the next version of a folder of versions, checks it as <c>streamguard models check</c> does, and puts
    /// it in force. For a component that makes models, while it runs.
    /// </summary>
    /// <param name="folder">The folder of versions; made where it is missing.</param>
    /// <param name="make">Given the version's name, its files: bundle.yaml and those it names.</param>
    /// <returns>The version's name.</returns>
    /// <exception cref="ModelException">The bundle is no good: nothing of it is left behind, and the version in force stays.</exception>
    public string PublishModel(string folder, Func<string, IReadOnlyList<BundleFile>> make) => binder.PublishModel(folder, make);

    /// <summary>What reads tables of this format; null when neither the program nor a plugin has it.</summary>
    public ITableReader? TableReader(string name) => binder.TableReader(name);

    /// <summary>Names of all that reads tables, sorted.</summary>
    public IReadOnlyList<string> TableReaderNames => binder.TableReaderNames;

    /// <summary>A remark for explain, such as "the answer depends on the order of arrival".</summary>
    public void Note(string remark) => binder.Note(remark);
}

/// <summary>Binding of a transform.</summary>
/// <param name="binder">The host's side.</param>
/// <param name="inputs">Schemas of the inputs.</param>
/// <param name="inputNames">Their names, as in <c>from</c>.</param>
public sealed class TransformBinding(IBinder binder, IReadOnlyList<Schema> inputs, IReadOnlyList<string> inputNames) : Binding(binder)
{
    private readonly IBinder _binder = binder;

    public IReadOnlyList<Schema> Inputs { get; } = inputs;

    /// <summary>The schema of the first input.</summary>
    public Schema Input => Inputs[0];

    /// <summary>Names of the inputs, as in <c>from</c>.</summary>
    public IReadOnlyList<string> InputNames { get; } = inputNames;

    /// <summary>
    /// Rows of equal key may be given to one of several instances, each with a share of the keys. What one watermark
    /// makes them emit is merged by the output columns in <paramref name="order"/>, ascending; with no columns there,
    /// rows leave as they come.
    /// </summary>
    public void KeyedBy(IReadOnlyList<string> columns, IReadOnlyList<string> order) => _binder.KeyedBy(columns, order);
}

/// <summary>Binding of a source.</summary>
/// <param name="binder">The host's side.</param>
/// <param name="hasDecoder">A decoder stands behind the source: it sends bytes, not rows.</param>
/// <param name="maxLine">Longest record in bytes; a longer one is rejected.</param>
public sealed class SourceBinding(IBinder binder, bool hasDecoder, long maxLine) : Binding(binder)
{
    /// <summary>A decoder stands behind the source: it sends bytes, not rows.</summary>
    public bool HasDecoder { get; } = hasDecoder;

    /// <summary>Longest record in bytes; a longer one is rejected.</summary>
    public long MaxLine { get; } = maxLine;

    /// <summary>See <see cref="SendsMessages"/>.</summary>
    public bool AreMessages { get; private set; }

    /// <summary>Columns beside those of the decoder; null when there are none.</summary>
    public AddedColumns? Added { get; private set; }

    /// <summary>Of a source of bytes: its records come one by one, and a partition has no beginning to learn from, such as a header.</summary>
    public void SendsMessages() => AreMessages = true;

    /// <summary>Of a source of bytes: its records have columns of their own, which follow those of the decoder.</summary>
    /// <param name="path">The option that names them, as keys of a map.</param>
    /// <param name="columns">What <see cref="ChunkRecords.Columns"/> of every chunk has.</param>
    public void Adds(string path, Schema columns) => Added = new AddedColumns(path, columns);
}

/// <summary>Columns that a source of bytes adds to those of the decoder.</summary>
/// <param name="Path">The option that names them, as keys of a map.</param>
/// <param name="Columns">What <see cref="ChunkRecords.Columns"/> of every chunk has.</param>
public sealed record AddedColumns(string Path, Schema Columns);

/// <summary>Binding of a decoder.</summary>
/// <param name="binder">The host's side.</param>
/// <param name="columns">The columns asked for, in order; empty when the decoder knows its own.</param>
/// <param name="areMessages">Records come one by one, and there is no beginning to learn from.</param>
public sealed class DecoderBinding(IBinder binder, IReadOnlyList<ColumnSpec> columns, bool areMessages = false) : Binding(binder)
{
    /// <summary>Records come one by one, and there is no beginning to learn from, such as a header.</summary>
    public bool AreMessages { get; } = areMessages;

    /// <summary>The columns asked for, in order; empty when the decoder knows its own.</summary>
    public IReadOnlyList<ColumnSpec> Columns { get; } = columns;
}

/// <summary>Binding of a sink.</summary>
/// <param name="binder">The host's side.</param>
/// <param name="input">Schema of the rows to write.</param>
/// <param name="delivery">What the pipeline asks for; null for the best the sink can do.</param>
public sealed class SinkBinding(IBinder binder, Schema input, Delivery? delivery) : Binding(binder)
{
    private readonly IBinder _binder = binder;

    public Schema Input { get; } = input;

    /// <summary>What the pipeline asks for; null for the best the sink can do.</summary>
    public Delivery? Delivery { get; } = delivery;

    /// <summary>
    /// What the sink guarantees, which is what is asked for where it can, and when a row can be seen, for explain:
    /// "at the next checkpoint", behind which the pipeline's interval is printed. Planning refuses a sink that guarantees
    /// something else than is asked for.
    /// </summary>
    public void Guarantees(Delivery delivery, string visible) => _binder.Guarantees(delivery, visible);

    /// <summary>Says that what the sink writes can be asked for in SQL, under the sink's name.</summary>
    public void CanBeQueried(QueryTable table) => _binder.CanBeQueried(table);
}
