using StreamGuard.Contracts;
using StreamGuard.Core.Connectors;
using StreamGuard.Core.Expressions;
using StreamGuard.Core.Models;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Plugins;
using StreamGuard.Core.Rules;

namespace StreamGuard.Core.Planning;

/// <summary>What is common to every component of a pipeline while it is bound.</summary>
internal sealed record BindingScope(string Pipeline, bool IsBounded, bool KeepsCheckpoints, TimeProvider Clock, Registry Registry, Problems Problems)
{
    /// <summary>What names in expressions may stand for.</summary>
    public NamedExpressions Named { get; init; } = NamedExpressions.None;

    /// <summary>Models that components make are kept.</summary>
    public bool KeepsModels { get; init; } = true;
}

/// <summary>
/// Binds one component, of whatever role, and keeps what it says for the plan. Planning reads it all; Runtime binds new
/// instances with it and reads nothing.
/// </summary>
internal sealed class ComponentBinding(BindingScope scope, string component, BoundOptions options) : IBinder
{
    private readonly NamesInUse _names = new(scope.Named);

    public Dictionary<string, Expression> Expressions { get; } = [];

    public Dictionary<string, AggregateExpression> Aggregates { get; } = [];

    /// <summary>The named expressions that its expressions name, by name.</summary>
    public IReadOnlyDictionary<string, NamedExpression> Named => _names.Used;

    public Dictionary<string, HistoryExpression> Histories { get; } = [];

    public StateBound? StateBound { get; private set; }

    public Keying? Keying { get; private set; }

    public SinkGuarantee? Guarantee { get; private set; }

    /// <summary>What saved state depends on; null for every option and every column that comes in.</summary>
    public IReadOnlyList<string?>? StateParts { get; private set; }

    public List<string> Notes { get; } = [];

    public string Pipeline => scope.Pipeline;

    public string Component => component;

    public bool IsBounded => scope.IsBounded;

    public bool KeepsCheckpoints => scope.KeepsCheckpoints;

    public TimeProvider Clock => scope.Clock;

    public Location At(string path) => options.At(path);

    public bool IsVariable(string path) => options.Variables.Contains(path);

    public string? Meant(string name, IEnumerable<string> known) =>
        NearMatch.Find(name, known) is { } near ? $"Did you mean '{near}'?" : null;

    public void Report(Problem problem) => scope.Problems.Add(problem);

    public Expression? Expression(string path, ExpressionText text, Schema schema, bool mustBeBool)
    {
        var aggregates = scope.Registry.AggregateFunctions.Select(function => function.Name);
        var bound = mustBeBool
            ? ExpressionBinder.BindCondition(text.Text, At(path), schema, scope.Problems, aggregates, _names)
            : ExpressionBinder.Bind(text.Text, At(path), schema, scope.Problems, aggregates, _names);
        if (bound is not null) Expressions[path] = bound;
        return bound;
    }

    public AggregateExpression? Aggregate(string path, ExpressionText text, Schema schema)
    {
        var names = scope.Registry.AggregateFunctions.Select(function => function.Name);
        var bound = ExpressionBinder.BindAggregate(text.Text, At(path), schema, scope.Registry.FindAggregate, names, scope.Problems, _names);
        if (bound is not null) Aggregates[path] = bound;
        return bound;
    }

    public HistoryExpression? History(string path, ExpressionText text, Schema schema)
    {
        var names = scope.Registry.AggregateFunctions.Select(function => function.Name);
        var bound = ExpressionBinder.BindHistory(text.Text, At(path), schema, scope.Registry.FindAggregate, names, scope.Problems, _names);
        if (bound is not null) Histories[path] = bound;
        return bound;
    }

    public int RequireColumn(string path, string name, Schema schema, Func<ColumnType, bool>? fits, string wanted)
    {
        var index = schema.IndexOf(name);
        if (index < 0)
        {
            var near = NearMatch.Find(name, schema.Names);
            scope.Problems.Error(ProblemCodes.UnknownColumn, At(path), $"There is no column '{name}' here.",
                near is null ? $"There are: {string.Join(", ", schema.Names)}." : $"Did you mean '{near}'?");
            return -1;
        }

        if (fits is null || fits(schema[index].Type)) return index;
        scope.Problems.Error(ProblemCodes.WrongColumnType, At(path), $"column '{name}' must be {wanted}, it is {schema[index].Type}.");
        return -1;
    }

    public void State(bool isBounded, string text, bool isFixed) => StateBound = new StateBound(isBounded, text) { IsFixed = isFixed };

    public void StateDependsOn(IReadOnlyList<string?> parts) => StateParts = parts;

    public void Note(string remark) => Notes.Add(remark);

    public void KeyedBy(IReadOnlyList<string> columns, IReadOnlyList<string> order) => Keying = new Keying(columns, order);

    public IRowText RowText(Schema schema) => new RowText(schema);

    public IRowTemplate? Template(string path, string text, Schema schema) => new MessageParser(this, path, schema).Parse(text);

    public IModelFormat? ModelFormat(string name) => scope.Registry.FindModelFormat(name);

    public IReadOnlyList<string> ModelFormatNames => scope.Registry.ModelFormatNames;

    public string PublishModel(string folder, Func<string, IReadOnlyList<BundleFile>> make) =>
        new ModelPublisher(scope.Registry.FindModelFormat, scope.Clock, scope.KeepsModels).Publish(folder, make);

    public ITableReader? TableReader(string name) => scope.Registry.FindTableReader(name);

    public IReadOnlyList<string> TableReaderNames => scope.Registry.TableReaderNames;

    /// <summary>What can be asked for; null where nothing can.</summary>
    public QueryTable? Query { get; private set; }

    public void CanBeQueried(QueryTable table) => Query = table;

    public void Guarantees(Delivery delivery, string visible) => Guarantee = new SinkGuarantee(delivery, visible);
}
