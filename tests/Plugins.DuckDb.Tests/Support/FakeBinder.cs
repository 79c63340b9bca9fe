using StreamGuard.Contracts;

namespace StreamGuard.Plugins.DuckDb.Tests.Support;

/// <summary>Collects what a component reports while it is bound.</summary>
internal sealed class FakeBinder : IBinder
{
    public List<string> Reported { get; } = [];

    public string Pipeline => "test";

    public string Component => "lake";

    public bool IsBounded { get; init; } = true;

    public TimeProvider Clock => TimeProvider.System;

    public Location At(string path) => new("test.yaml", 1, 1);

    public void Report(Problem problem) => Reported.Add($"{problem.Code} {problem.Message}");

    public Expression? Expression(string path, ExpressionText text, Schema schema, bool mustBeBool) => throw new NotSupportedException();

    public AggregateExpression? Aggregate(string path, ExpressionText text, Schema schema) => throw new NotSupportedException();

    public int RequireColumn(string path, string name, Schema schema, Func<ColumnType, bool>? fits, string wanted)
    {
        var found = schema.Find(name);
        if (found is not null && fits?.Invoke(found.Type) != false) return schema.IndexOf(name);
        Reported.Add($"SGxxx {path}: '{name}' is not {wanted}");
        return -1;
    }

    public void State(bool isBounded, string text) { }

    public void Note(string remark) { }

    public void KeyedBy(IReadOnlyList<string> columns, IReadOnlyList<string> order) { }

    public void Guarantees(Delivery delivery, string visible) { }
}
