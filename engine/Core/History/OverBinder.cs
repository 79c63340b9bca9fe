using System.Text.RegularExpressions;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.State;

namespace StreamGuard.Core.History;

/// <summary>Checks the options of an over against its input and says what comes out.</summary>
internal static class OverBinder
{
    /// <returns>Null when there was a problem, which has been reported.</returns>
    public static OverPlan? Bind(OverOptions options, TransformBinding binding)
    {
        var input = binding.Input;
        var isSound = OverChecks.Check(options, binding);
        var key = options.Key.Select((name, i) => binding.RequireColumn($"key[{i}]", name, input, KeyEncoder.Fits, "a single value, not a list")).ToArray();
        var tie = options.Tie.Select((name, i) => binding.RequireColumn($"tie[{i}]", name, input, KeyEncoder.Fits, "a single value, not a list")).ToArray();
        var steps = BindSteps(options, binding);
        if (!isSound || key.Contains(-1) || tie.Contains(-1) || steps is null) return null;

        var plan = new OverPlan
        {
            Options = options,
            Input = input,
            Output = steps[^1].Output,
            Key = key,
            Tie = tie,
            EventTime = input.EventTime is { } time ? input.IndexOf(time) : -1,
            Steps = steps,
        };
        OverState.Describe(plan, binding);
        return plan;
    }

    /// <summary>Begins a step with each expression that reads a column new in the one before.</summary>
    private static List<OverStep>? BindSteps(OverOptions options, TransformBinding binding)
    {
        var (failed, steps, expressions) = (new List<string>(), new List<OverStep>(), new List<HistoryExpression>());
        var (schema, input) = (binding.Input, binding.Input);
        foreach (var (name, text) in options.Compute)
        {
            // What is built on a column that failed would only repeat its problem.
            if (failed.Exists(known => Regex.IsMatch(text.Text, $@"(?<!\w){Regex.Escape(known)}(?!\w)"))) continue;
            if (Bind(binding, schema, name, text) is not { } bound)
            {
                failed.Add(name);
                continue;
            }

            if (bound.Columns.Any(column => input.IndexOf(column) < 0))
            {
                steps.Add(new OverStep(input, schema, expressions));
                (input, expressions) = (schema, []);
            }

            // Columns of calls stand behind those of the step's input.
            expressions.Add(input == schema ? bound : binding.History($"compute.{name}", text, input)!);
            schema = schema.Add(new Field(name, bound.Type));
        }

        steps.Add(new OverStep(input, schema, expressions));
        return failed.Count == 0 ? steps : null;
    }

    private static HistoryExpression? Bind(TransformBinding binding, Schema schema, string name, ExpressionText text)
    {
        var path = $"compute.{name}";
        if (schema.IndexOf(name) >= 0)
        {
            binding.Error(ProblemCodes.ColumnTwice, path, $"the row has a column '{name}' already.", "Give the result another name.");
            return null;
        }

        if (binding.History(path, text, schema) is not { } bound) return null;
        if (binding.Input.EventTime is not null) return bound;
        var timed = bound.Calls.FirstOrDefault(HistoryFunctions.NeedsEventTime);
        var spanned = bound.Calls.FirstOrDefault(call => call.Span is { Last: not { IsRows: true } });
        if (timed is null && spanned is null) return bound;
        var reader = timed?.Function.Name ?? spanned!.Span!.ToString();
        binding.Error(ProblemCodes.NeedsEventTime, path, $"{reader} reads the event time of rows, and {binding.InputNames[0]} has none.", "Give the source an event_time.");
        return null;
    }
}
