using System.Globalization;
using StreamGuard.Contracts;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Tests.Support;

/// <summary>Columns and single aggregate calls of columns and numbers: <c>value</c>, <c>percentile(value, 0.95)</c>.</summary>
internal static class SimpleExpressions
{
    private static readonly Registry Registry = Registry.WithBuiltIns();

    public static Expression Bind(string text, Schema schema) => new ColumnReference(text, schema);

    public static AggregateExpression BindAggregate(string text, Schema schema)
    {
        var open = text.IndexOf('(', StringComparison.Ordinal);
        var function = Registry.FindAggregate(text[..open]) ?? throw new ArgumentException($"no aggregate '{text}'");
        var parts = text[(open + 1)..^1].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var columns = parts.Where(part => !double.TryParse(part, CultureInfo.InvariantCulture, out _)).Select(part => Bind(part, schema)).ToArray();
        var constants = parts.Skip(columns.Length).Select(part => (object)double.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        var result = function.Resolve([.. columns.Select(column => column.Type)], constants, out var problem) ?? throw new ArgumentException(problem);
        return new AggregateExpression(text, [new AggregateCall(function, columns, constants, result)], null);
    }

    private sealed class ColumnReference(string name, Schema schema) : Expression
    {
        private readonly int _index = schema.IndexOf(name);

        public override string Text => name;

        public override ColumnType Type => schema[_index].Type;

        public override IReadOnlyCollection<string> Columns => [name];

        public override Column Evaluate(Batch batch)
        {
            batch[_index].Retain();
            return batch[_index];
        }
    }
}
