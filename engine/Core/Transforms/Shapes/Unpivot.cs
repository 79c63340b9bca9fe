using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Transforms.Shapes;

/// <summary>
/// Makes a row of each of several columns: its name, its value, and the columns that are not listed. The columns are of one
/// type, or all numbers, which are then float.
/// </summary>
/// <example>
/// unpivot: { columns: [total_events, failed_events], name: feature, value: value }
/// </example>
public sealed record UnpivotOptions
{
    /// <summary>The columns, in the order their rows are to have.</summary>
    [NotEmpty]
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>The column that says which it is.</summary>
    [NotEmpty]
    public string Name { get; init; } = "name";

    /// <summary>The column of values.</summary>
    [NotEmpty]
    public string Value { get; init; } = "value";

    /// <summary>What becomes of values that are null: keep makes a row of them, drop none.</summary>
    public NullValues Nulls { get; init; }
}

/// <summary>What becomes of values that are null.</summary>
public enum NullValues
{
    /// <summary>A row whose value is null.</summary>
    Keep,

    /// <summary>No row.</summary>
    Drop,
}

internal sealed class Unpivot(UnpivotOptions options) : ITransform
{
    private readonly byte[][] _names = [.. options.Columns.Select(Encoding.UTF8.GetBytes)];
    private int[] _columns = [];
    private int[] _kept = [];
    private Schema? _output;

    public Schema? Bind(TransformBinding binding)
    {
        var input = binding.Input;
        var isSettled = Settled.Check("unpivot", binding);
        _columns = [.. options.Columns.Select((name, i) => binding.RequireColumn($"columns[{i}]", name, input))];
        if (_columns.Contains(-1) || !isSettled || ValueType(binding) is not { } type) return null;
        _kept = [.. Enumerable.Range(0, input.Count).Except(_columns)];
        List<Field> fields = [.. _kept.Select(column => input[column]), new(options.Name, ColumnType.String), new(options.Value, type)];
        if (fields.GroupBy(field => field.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            binding.Error(ProblemCodes.ColumnTwice, options.Name == twice.Key ? "name" : "value", $"unpivot makes two columns named '{twice.Key}'.", "Give it another name.");
            return null;
        }

        var plain = input.WithFields(fields);
        return _output = new Schema(fields) { EventTime = plain.EventTime, Identity = plain.Identity.Count > 0 ? [.. plain.Identity, options.Name] : [], RememberedFor = plain.RememberedFor };
    }

    public void OnBatch(Batch batch, Output output)
    {
        var rows = new List<int>(batch.Rows * _columns.Length);
        var names = new TextBuilder(ColumnType.String);
        var values = ColumnBuilder.For(_output![_output.Count - 1].Type);
        for (var row = 0; row < batch.Rows; row++)
        {
            var before = rows.Count;
            for (var i = 0; i < _columns.Length; i++)
            {
                var column = batch[_columns[i]];
                if (options.Nulls == NullValues.Drop && column.IsNull(row)) continue;
                rows.Add(row);
                names.Append(_names[i]);
                Append(column, row, values);
            }

            if (rows.Count == before) output.Account.Filtered++;
            else output.Account.Aggregated++;
        }

        Send(batch, [.. rows], names, values, output);
    }

    private void Send(Batch batch, int[] rows, TextBuilder names, ColumnBuilder values, Output output)
    {
        if (rows.Length == 0) return;
        Column[] columns = [.. _kept.Select(column => batch[column].Gather(rows)), names.Build(), values.Build()];
        output.Account.Made += rows.Length;
        output.Emit(new Batch(_output!, columns, rows.Length, batch.Origin?.Gather(rows)));
    }

    private static void Append(Column column, int row, ColumnBuilder values)
    {
        if (column.Type == values.Type) values.AppendFrom(column, row);
        else if (column.IsNull(row)) values.AppendNull();
        else ((FixedBuilder<double>)values).Append(((FixedColumn<long>)column).Values[row]);
    }

    private ColumnType? ValueType(TransformBinding binding)
    {
        var type = binding.Input[_columns[0]].Type;
        for (var i = 1; i < _columns.Length; i++)
        {
            var other = binding.Input[_columns[i]];
            if (other.Type == type) continue;
            if (!other.Type.IsNumber || !type.IsNumber)
            {
                binding.Error(ProblemCodes.WrongColumnType, $"columns[{i}]", $"'{other.Name}' is {other.Type}, and '{options.Columns[0]}' is {type}: they cannot be values of one column.",
                    "Leave one out, or make text of them with compute before: to_string(…).");
                return null;
            }

            type = ColumnType.Float;
        }

        return type;
    }
}
