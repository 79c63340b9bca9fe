using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Pipelines.Syntax;

namespace StreamGuard.Core.Testing;

/// <summary>Types the values of a test's rows by a component's schema.</summary>
internal sealed class CellReader(Problems problems)
{
    /// <summary>A whole row in the schema's order; columns not named are null. Null when there was a problem.</summary>
    public object?[]? Row(MapNode row, Schema schema, string component)
    {
        var cells = Cells(row, schema, component);
        if (cells is null) return null;
        var values = new object?[schema.Count];
        foreach (var cell in cells) values[cell.Column] = cell.Value;
        return values;
    }

    /// <summary>The cells that were named; null when there was a problem, which has been reported.</summary>
    public IReadOnlyList<ExpectedCell>? Cells(MapNode row, Schema schema, string component)
    {
        var cells = new List<ExpectedCell>();
        var good = true;
        foreach (var entry in row.Entries)
        {
            var column = schema.IndexOf(entry.Key);
            if (column < 0)
            {
                if (entry.Key == "partition") continue;
                problems.Error(ProblemCodes.TestNamesUnknown, entry.At, $"'{component}' has no column '{entry.Key}'.", NearMatch.Hint(entry.Key, schema.Names));
                good = false;
            }
            else if (TryRead(entry.Value, schema[column].Type, out var value))
            {
                cells.Add(new ExpectedCell(column, value, entry.Value.IsNull ? entry.At : entry.Value.At));
            }
            else
            {
                problems.Error(ProblemCodes.TestValueMisfits, entry.Value.At, $"column '{entry.Key}' is {schema[column].Type}, got {entry.Value.Describe()}.");
                good = false;
            }
        }

        return good ? cells : null;
    }

    private static bool TryRead(Node node, ColumnType type, out object? value)
    {
        value = node.IsNull ? null : type.Kind == Kind.List ? List(node, type.Element!) : node is ScalarNode scalar ? Scalar(scalar, type) : null;
        return value is not null || node.IsNull;
    }

    private static object? Scalar(ScalarNode scalar, ColumnType type) => type.Kind switch
    {
        Kind.Bool => Scalars.Bool(scalar.Text),
        Kind.Int => Scalars.Int(scalar.Text),
        Kind.Float => Scalars.Number(scalar.Text),
        Kind.Timestamp => Timestamps.TryParse(scalar.Text, out var micros) ? Timestamps.ToDateTime(micros) : null,
        Kind.Duration => Duration.Parse(scalar.Text),
        _ => scalar.Text,
    };

    private static object?[]? List(Node node, ColumnType element)
    {
        if (node is not ListNode list) return null;
        var items = new object?[list.Items.Count];
        for (var i = 0; i < items.Length; i++)
            if (!TryRead(list.Items[i], element, out items[i])) return null;
        return items;
    }
}
