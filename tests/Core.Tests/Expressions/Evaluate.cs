using StreamGuard.Contracts;
using StreamGuard.Core.Expressions;

namespace StreamGuard.Core.Tests.Expressions;

/// <summary>Binds and evaluates expressions in tests.</summary>
internal static class Evaluate
{
    /// <summary>The value of an expression without columns, as <see cref="Column.Boxed"/> gives it.</summary>
    public static object? Constant(string text)
    {
        var row = new Batch(new Schema([]), [], 1);
        return Over(row, text)[0];
    }

    /// <summary>The value for each row.</summary>
    public static object?[] Over(Batch batch, string text)
    {
        var column = Bind(text, batch.Schema).Evaluate(batch);
        Assert.Equal(batch.Rows, column.Length);
        object?[] values = [.. Enumerable.Range(0, batch.Rows).Select(column.Boxed)];
        column.Release();
        return values;
    }

    public static Expression Bind(string text, Schema schema)
    {
        var problems = new Problems();
        var expression = ExpressionBinder.Bind(text, new Location("test.yaml", 1, 1), schema, problems);
        Assert.True(expression is not null, $"{text}: {string.Join("; ", problems.All)}");
        return expression;
    }

    /// <summary>The problems of an expression that cannot be bound, as printed.</summary>
    public static string Problems(string text, Schema schema)
    {
        var problems = new Problems();
        Assert.Null(ExpressionBinder.Bind(text, new Location("test.yaml", 1, 1), schema, problems));
        return string.Join("\n", problems.All);
    }

    public static Schema Schema(params (string Name, ColumnType Type)[] columns) => new(columns.Select(each => new Field(each.Name, each.Type)));

    public static Batch Batch(Schema schema, params object?[][] rows)
    {
        var builder = new BatchBuilder(schema);
        foreach (var row in rows) builder.Row(row);
        return builder.Build();
    }
}
