using StreamGuard.Contracts;
using StreamGuard.Core.Connectors;
using StreamGuard.Core.Expressions;
using StreamGuard.Core.Models;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Plugins;
using StreamGuard.Core.Rules;

namespace StreamGuard.Core.Tests.Support;

/// <summary>The host's side of a binding for tests: collects problems and remarks; options stand in 'test.yaml', line 1.</summary>
internal sealed class TestBinder : IBinder
{
    private static readonly Registry Registry = Registry.WithBuiltIns();

    public Problems Problems { get; } = new();

    public List<string> Notes { get; } = [];

    /// <summary>What was said of the state; null when nothing was.</summary>
    public string? StateBound { get; private set; }

    public bool? StateIsBounded { get; private set; }

    public IReadOnlyList<string> KeyColumns { get; private set; } = [];

    public IReadOnlyList<string> MergeOrder { get; private set; } = [];

    /// <summary>Codes of the problems found, in order.</summary>
    public IEnumerable<string> Codes => Problems.All.Select(problem => problem.Code);

    public string Pipeline { get; init; } = "test";

    public string Component { get; init; } = "tested";

    public bool IsBounded { get; set; }

    public bool KeepsCheckpoints { get; set; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public Location At(string path) => new("test.yaml", 1, 1);

    /// <summary>Options that stand for variables.</summary>
    public HashSet<string> Variables { get; } = [];

    /// <summary>Formats of models besides those built in.</summary>
    public Dictionary<string, IModelFormat> ModelFormats { get; } = [];

    /// <summary>Readers of tables besides those built in.</summary>
    public Dictionary<string, ITableReader> TableReaders { get; } = [];

    public bool IsVariable(string path) => Variables.Contains(path);

    public string? Meant(string name, IEnumerable<string> known) => NearMatch.Find(name, known);

    public void Report(Problem problem) => Problems.Add(problem);

    public Expression? Expression(string path, ExpressionText text, Schema schema, bool mustBeBool) =>
        mustBeBool ? ExpressionBinder.BindCondition(text.Text, At(path), schema, Problems) : ExpressionBinder.Bind(text.Text, At(path), schema, Problems);

    public AggregateExpression? Aggregate(string path, ExpressionText text, Schema schema) =>
        ExpressionBinder.BindAggregate(
            text.Text, At(path), schema, Registry.FindAggregate, Registry.AggregateFunctions.Select(function => function.Name), Problems);

    public HistoryExpression? History(string path, ExpressionText text, Schema schema) =>
        ExpressionBinder.BindHistory(
            text.Text, At(path), schema, Registry.FindAggregate, Registry.AggregateFunctions.Select(function => function.Name), Problems);

    public int RequireColumn(string path, string name, Schema schema, Func<ColumnType, bool>? fits, string wanted)
    {
        var index = schema.IndexOf(name);
        if (index >= 0 && fits?.Invoke(schema[index].Type) is null or true) return index;
        Report(new Problem("column", Severity.Error, At(path), index < 0 ? $"no column '{name}'" : $"'{name}' must be {wanted}"));
        return -1;
    }

    public void State(bool isBounded, string text, bool isFixed) => (StateIsBounded, StateBound) = (isBounded, text);

    public void StateDependsOn(IReadOnlyList<string?> parts)
    {
    }

    public void Note(string remark) => Notes.Add(remark);

    public void KeyedBy(IReadOnlyList<string> columns, IReadOnlyList<string> order) => (KeyColumns, MergeOrder) = (columns, order);

    public IRowText RowText(Schema schema) => new RowText(schema);

    public IRowTemplate? Template(string path, string text, Schema schema) => new MessageParser(this, path, schema).Parse(text);

    public IModelFormat? ModelFormat(string name) => ModelFormats.GetValueOrDefault(name) ?? Registry.FindModelFormat(name);

    public IReadOnlyList<string> ModelFormatNames => [.. ModelFormats.Keys];

    public string PublishModel(string folder, Func<string, IReadOnlyList<BundleFile>> make) => new ModelPublisher(ModelFormat, Clock).Publish(folder, make);

    public ITableReader? TableReader(string name) => TableReaders.GetValueOrDefault(name) ?? Registry.FindTableReader(name);

    public IReadOnlyList<string> TableReaderNames => Registry.TableReaderNames;

    public void CanBeQueried(QueryTable table)
    {
    }

    public void Guarantees(Delivery delivery, string visible)
    {
    }
}
