using StreamGuard.Contracts;
using StreamGuard.Core.Expressions;

namespace StreamGuard.Core.Tests.Expressions;

public class AggregateBinderTests
{
    private static readonly Schema Readings = Evaluate.Schema(("value", ColumnType.Float), ("n", ColumnType.Int));
    private static readonly IAggregateFunction[] Known = [new Named("count", 0), new Named("mean", 0), new Named("max", 0), new Named("percentile", 1)];

    [Fact]
    public void A_single_call_needs_nothing_behind_it()
    {
        var aggregate = Bind("percentile(value * 2, 1 - 0.05)", out _)!;

        Assert.Null(aggregate.Final);
        Assert.Equal(["value * 2"], aggregate.Calls[0].Arguments.Select(each => each.Text));
        Assert.Equal([0.95], aggregate.Calls[0].Constants);
    }

    [Fact]
    public void Calls_are_columns_of_what_is_made_of_them()
    {
        var aggregate = Bind("mean(value) / count() + max(1, 2)", out _)!;
        var results = Evaluate.Batch(Evaluate.Schema(("$0", ColumnType.Float), ("$1", ColumnType.Float)), [6.0, 3.0], [null, 1.0]);

        var column = aggregate.Final!.Evaluate(results);

        Assert.Equal(["mean", "count"], aggregate.Calls.Select(call => call.Function.Name));
        Assert.Equal([4.0, null], [column.Boxed(0), column.Boxed(1)]);
    }

    [Theory]
    [InlineData("meen(value)", "test.yaml:1:1: error SG407: There is no aggregate 'meen'.\n    Did you mean 'mean'?")]
    [InlineData("value", "test.yaml:1:1: error SG409: 'value' stands beside aggregates, where there is no single row.\n    Aggregate it too, for example last(value).")]
    [InlineData("mean(count())", "test.yaml:1:6: error SG408: 'count' is an aggregate, and this expression is computed for each row.\n    Aggregates belong under 'aggregate' of a window or group.")]
    [InlineData("1 + 2", "test.yaml:1:1: error SG407: '1 + 2' calls no aggregate.\n    The aggregates are count, max, mean, percentile.")]
    [InlineData("percentile(value, n)", "test.yaml:1:19: error SG410: 'percentile' needs a constant here.\n    It is percentile().")]
    public void Points_at_what_is_wrong(string text, string problem)
    {
        Assert.Null(Bind(text, out var problems));

        Assert.Equal(problem, string.Join("\n", problems.All));
    }

    private static AggregateExpression? Bind(string text, out Problems problems)
    {
        problems = new Problems();
        return ExpressionBinder.BindAggregate(
            text, new Location("test.yaml", 1, 1), Readings, name => Array.Find(Known, each => each.Name == name), Known.Select(each => each.Name), problems);
    }

    private sealed class Named(string name, int constants) : IAggregateFunction
    {
        public string Name => name;

        public string Signature => $"{name}()";

        public string Summary => "";

        public int Constants => constants;

        public int? BytesPerCell => 0;

        public ColumnType? Resolve(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants, out string? problem)
        {
            problem = null;
            return ColumnType.Float;
        }

        public Accumulator Create(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants) => throw new NotSupportedException();
    }
}
