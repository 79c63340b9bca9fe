using System.Text.RegularExpressions;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Transforms;

/// <summary>Adds columns, each worked out from the input's columns and those written before it.</summary>
/// <example>
/// compute:
///   flow_mean: (FS1_avg + FS2_avg) / 2
///   flow_ratio: FS1_avg / flow_mean
/// </example>
public sealed record ComputeOptions
{
    /// <summary>
    /// New columns and their expressions, in order. A name that the input has replaces that column where it stands;
    /// the column of the event time cannot be replaced, because the watermark follows it. A list
    /// names expressions of included files: <c>compute: [failed_rate]</c>.
    /// </summary>
    [Whole, NotEmpty, OrColumns]
    public required IReadOnlyDictionary<string, ExpressionText> Columns { get; init; }
}

internal sealed class Compute(ComputeOptions options) : ITransform
{
    private readonly List<ComputeStep> _steps = [];

    public Schema? Bind(TransformBinding binding)
    {
        var failed = new List<string>();
        var bound = new List<(string Name, ExpressionText Text, Expression Expression)>();
        var schema = binding.Input;
        foreach (var (name, text) in options.Columns)
        {
            // What is built on a column that failed would only repeat its problem.
            if (failed.Exists(known => Regex.IsMatch(text.Text, $@"(?<!\w){Regex.Escape(known)}(?!\w)"))) continue;
            if (Bind(binding, schema, name, text) is not { } expression)
            {
                failed.Add(name);
                continue;
            }

            bound.Add((name, text, expression));
            schema = Add(schema, name, expression.Type);
        }

        if (failed.Count > 0) return null;
        MakeSteps(binding, bound);
        return _steps[^1].Output;
    }

    public void OnBatch(Batch batch, Output output)
    {
        var current = batch;
        foreach (var step in _steps)
        {
            var next = step.Apply(current);
            if (current != batch) current.Release();
            current = next;
        }

        output.Account.Passed += batch.Rows;
        output.Emit(current);
    }

    private static Expression? Bind(TransformBinding binding, Schema schema, string name, ExpressionText text)
    {
        var expression = binding.Expression(name, text, schema);
        if (name != schema.EventTime) return expression;
        binding.Error(ProblemCodes.EventTimeReplaced, name,
            $"compute replaces '{name}', the event time that the watermark follows.", "Give the result another name.");
        return null;
    }

    private static Schema Add(Schema schema, string name, ColumnType type)
    {
        var next = schema.Add(new Field(name, type));
        if (!next.Identity.Contains(name)) return next;
        return new Schema(next.Fields) { EventTime = next.EventTime, IsUpdating = next.IsUpdating, RememberedFor = next.RememberedFor };
    }

    /// <summary>
    /// Cuts the list before each expression that reads a column new in its step, and binds every expression to the
    /// schema of the batch it will see.
    /// </summary>
    private void MakeSteps(TransformBinding binding, List<(string Name, ExpressionText Text, Expression Expression)> bound)
    {
        var input = binding.Input;
        for (var from = 0; from < bound.Count;)
        {
            var added = new HashSet<string>();
            var to = from;
            while (to < bound.Count && !added.Contains(bound[to].Name) && !added.Overlaps(bound[to].Expression.Columns)) added.Add(bound[to++].Name);

            var step = bound[from..to];
            var output = step.Aggregate(input, (schema, each) => Add(schema, each.Name, each.Expression.Type));
            Expression[] expressions = [.. step.Select(each => binding.Expression(each.Name, each.Text, input)!)];
            _steps.Add(new ComputeStep(output, expressions, [.. step.Select(each => output.IndexOf(each.Name))]));
            (input, from) = (output, to);
        }
    }

    /// <summary>Columns that do not read one another: evaluated over one batch and added at once.</summary>
    private sealed class ComputeStep(Schema output, Expression[] expressions, int[] places)
    {
        public Schema Output { get; } = output;

        public Batch Apply(Batch batch)
        {
            var columns = new Column?[Output.Count];
            for (var i = 0; i < expressions.Length; i++) columns[places[i]] = expressions[i].Evaluate(batch);
            for (var i = 0; i < columns.Length; i++)
            {
                if (columns[i] is not null) continue;
                columns[i] = batch[i];
                batch[i].Retain();
            }

            return batch.With(Output, columns!);
        }
    }
}
