using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Transforms.Windows;

/// <summary>Checks a window's options against its input and says what comes out.</summary>
internal static class WindowBinder
{
    /// <returns>Null when there was a problem, which has been reported.</returns>
    public static WindowPlan? Bind(WindowOptions options, TransformBinding binding) =>
        Bind(options, binding, () => [.. options.Aggregate.Select(each => BindAggregate(each.Key, each.Value, options, binding)).OfType<AggregateExpression>()]);

    /// <param name="options">Their aggregates only name the columns to come.</param>
    /// <param name="binding">Takes what is wrong.</param>
    /// <param name="bindAggregates">Binds the aggregates in that order; reports those that have a problem, and leaves them out.</param>
    /// <returns>Null when there was a problem, which has been reported.</returns>
    public static WindowPlan? Bind(WindowOptions options, TransformBinding binding, Func<AggregateExpression[]> bindAggregates)
    {
        var input = binding.Input;
        var isSound = WindowChecks.Check(options, binding);
        var key = options.Key.Select((name, i) => binding.RequireColumn($"key[{i}]", name, input, KeyEncoder.Fits, "a single value")).ToArray();
        var pivot = options.Pivot is { } asked
            ? binding.RequireColumn("pivot.column", asked.Column, input, type => type == ColumnType.String, "text")
            : -1;
        var aggregates = bindAggregates();
        var output = isSound && aggregates.Length == options.Aggregate.Count && !key.Contains(-1) && (pivot >= 0 || options.Pivot is null)
            ? OutputOf(options, binding, aggregates)
            : null;
        if (output is null) return null;

        var plan = new WindowPlan
        {
            Options = options,
            Input = input,
            Output = output,
            Key = key,
            EventTime = input.EventTime is { } time ? input.IndexOf(time) : -1,
            PivotColumn = pivot,
            Aggregates = aggregates,
        };
        Describe(plan, binding);
        return plan;
    }

    private static AggregateExpression? BindAggregate(string name, ExpressionText text, WindowOptions options, TransformBinding binding)
    {
        var path = $"aggregate.{name}";
        var aggregate = binding.Aggregate(path, text, binding.Input);
        if (options.Session is not null && aggregate?.Calls.FirstOrDefault(call => call.Function.NeedsOrder) is { } ordered)
        {
            binding.Error(ProblemCodes.SessionNeedsOrder, path, $"{ordered.Function.Name} reads each row beside the one before it, and a session may be joined of two by a row between them.", "Use a tumbling, hopping or count window, or a group.");
            return null;
        }

        if (aggregate is null || binding.Input.EventTime is not null) return aggregate;
        if (aggregate.Calls.FirstOrDefault(call => call.Function.NeedsEventTime) is not { } timed) return aggregate;
        binding.Error(ProblemCodes.NeedsEventTime, path, $"{timed.Function.Name} reads the event time of rows, and {binding.InputNames[0]} has none.", "Give the source an event_time.");
        return null;
    }

    private static Schema? OutputOf(WindowOptions options, TransformBinding binding, AggregateExpression[] aggregates)
    {
        var input = binding.Input;
        var hasBounds = input.EventTime is not null;
        var isUpdating = options.Late == LatePolicy.Update || options.Emit == WindowEmit.OnUpdate;
        var fields = options.Key.Select(name => input.Find(name)!).ToList();
        if (hasBounds) fields.AddRange([new Field("window_start", ColumnType.Timestamp), new Field("window_end", ColumnType.Timestamp)]);
        if (options.Count is not null) fields.Add(new Field("is_complete", ColumnType.Bool));
        if (isUpdating) fields.AddRange([new Field("revision", ColumnType.Int), new Field("is_final", ColumnType.Bool)]);
        var prefixes = options.Pivot?.Values.Select(value => value + "_") ?? [""];
        fields.AddRange(prefixes.SelectMany(prefix => options.Aggregate.Keys.Zip(aggregates, (name, aggregate) => new Field(prefix + name, aggregate.Type))));

        var twice = fields.GroupBy(field => field.Name).Where(group => group.Count() > 1).Select(group => group.Key).ToList();
        foreach (var name in twice)
            binding.Error(ProblemCodes.ColumnTwice, "aggregate", $"the window's row would have two columns '{name}'.", "Give the aggregate another name.");
        if (twice.Count > 0) return null;

        string[] identity = hasBounds ? [.. options.Key, "window_start", "window_end", .. isUpdating ? ["revision"] : Array.Empty<string>()] : [];
        return new Schema(fields)
        {
            EventTime = !hasBounds ? null : options.Count is null ? "window_start" : "window_end",
            Identity = identity,
            IsUpdating = isUpdating,
        };
    }

    private static void Describe(WindowPlan plan, TransformBinding binding)
    {
        var options = plan.Options;
        if (options.Key.Count > 0)
            binding.KeyedBy(options.Key, options.Count is null ? ["window_end", .. options.Key] : []);
        if (options.Count is not null) binding.Note("which rows share a window depends on the order of arrival");
        var byArrival = plan.Aggregates.SelectMany(each => each.Calls).Where(call => call.Function.DependsOnArrival).Select(call => call.Function.Name).Distinct();
        foreach (var name in byArrival) binding.Note($"{name} takes rows of one event time in the order of arrival");
        WindowState.Describe(plan, binding);
    }
}
