using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Transforms;

/// <summary>
/// Brings several inputs together as one stream. Columns are matched by name; an int column is float where another
/// input has it so. All inputs have the same event time, or none. Rows leave as they come.
/// </summary>
/// <example>
/// union: { missing: null }
/// </example>
public sealed record UnionOptions
{
    /// <summary>What becomes of a column that not every input has: error refuses it, null gives null to the rows of the others.</summary>
    public MissingColumn Missing { get; init; }
}

/// <summary>What becomes of a column that not every input has.</summary>
public enum MissingColumn
{
    /// <summary>It is a problem of the pipeline.</summary>
    Error,

    /// <summary>It is null in rows of the others.</summary>
    Null,
}

internal sealed class Union(UnionOptions options) : ITransform
{
    private Schema? _output;
    private IReadOnlyList<Schema> _inputs = [];

    public Schema? Bind(TransformBinding binding)
    {
        _inputs = binding.Inputs;
        var fields = new OrderedDictionary<string, Field>();
        var fits = HaveSameTime(binding);
        for (var input = 0; input < _inputs.Count; input++)
            foreach (var field in _inputs[input].Fields) fits &= Add(binding, fields, field, input);
        if (!fits || !AreComplete(binding, fields)) return null;

        _output = new Schema(fields.Values) { EventTime = binding.Input.EventTime, IsUpdating = _inputs.Any(input => input.IsUpdating), RememberedFor = _inputs.Select(input => input.RememberedFor).Aggregate(Schema.Shorter) };
        binding.Note("the order of rows is that of their arrival");
        return _output;
    }

    public void OnBatch(Batch batch, Output output) => OnBatch(0, batch, output);

    public void OnBatch(int input, Batch batch, Output output)
    {
        var columns = new Column[_output!.Count];
        for (var i = 0; i < columns.Length; i++) columns[i] = Take(batch, _inputs[input].IndexOf(_output[i].Name), _output[i].Type);
        output.Account.Passed += batch.Rows;
        output.Emit(batch.With(_output, columns));
    }

    private static Column Take(Batch batch, int place, ColumnType type)
    {
        if (place < 0) return Nulls(type, batch.Rows);
        var column = batch[place];
        if (column.Type != type) return ToFloat((FixedColumn<long>)column);
        column.Retain();
        return column;
    }

    private static Column Nulls(ColumnType type, int rows)
    {
        var builder = ColumnBuilder.For(type);
        for (var row = 0; row < rows; row++) builder.AppendNull();
        return builder.Build();
    }

    private static FixedColumn<double> ToFloat(FixedColumn<long> column)
    {
        var from = column.Values;
        var to = Buffers.Rent<double>(from.Length);
        for (var row = 0; row < from.Length; row++) to[row] = from[row];
        return FixedColumn<double>.Of(ColumnType.Float, to, from.Length, Bits.And(column.Validity, null, from.Length));
    }

    private static bool HaveSameTime(TransformBinding binding)
    {
        var other = binding.Inputs.ToList().FindIndex(input => input.EventTime != binding.Input.EventTime);
        if (other < 0) return true;
        binding.Error(ProblemCodes.UnionDiffers, "",
            $"the event time of '{binding.InputNames[0]}' is {Say(binding.Input.EventTime)}, that of '{binding.InputNames[other]}' {Say(binding.Inputs[other].EventTime)}.",
            "Give them one name with select: { drop: […], as: { time: … } } before.");
        return false;

        static string Say(string? time) => time is null ? "none" : $"'{time}'";
    }

    private static bool Add(TransformBinding binding, OrderedDictionary<string, Field> fields, Field field, int input)
    {
        if (!fields.TryGetValue(field.Name, out var known) || known.Type == field.Type)
        {
            fields[field.Name] = field;
            return true;
        }

        if (known.Type.IsNumber && field.Type.IsNumber)
        {
            fields[field.Name] = new Field(field.Name, ColumnType.Float);
            return true;
        }

        binding.Error(ProblemCodes.UnionDiffers, "",
            $"'{field.Name}' is {field.Type} in '{binding.InputNames[input]}', and {known.Type} in an input before it.", "Convert one of them with compute, or leave it out with select.");
        return false;
    }

    private bool AreComplete(TransformBinding binding, OrderedDictionary<string, Field> fields)
    {
        if (options.Missing == MissingColumn.Null) return true;
        var isComplete = true;
        for (var input = 0; input < _inputs.Count; input++)
        {
            var missing = fields.Keys.Where(name => _inputs[input].IndexOf(name) < 0).Select(name => $"'{name}'").ToArray();
            if (missing.Length == 0) continue;
            binding.Error(ProblemCodes.UnionDiffers, "", $"'{binding.InputNames[input]}' has no column {string.Join(", ", missing)}, and other inputs have.",
                "Write missing: null to have nulls there.");
            isComplete = false;
        }

        return isComplete;
    }
}
