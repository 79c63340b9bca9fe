using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Transforms.Groups;

/// <summary>Checks a group's options against its input and says what comes out.</summary>
internal static class GroupBinder
{
    /// <returns>Null when there was a problem, which has been reported.</returns>
    public static GroupPlan? Bind(GroupOptions options, TransformBinding binding)
    {
        var input = binding.Input;
        var isSound = Check(options, binding);
        var key = options.Key.Select((name, i) => binding.RequireColumn($"key[{i}]", name, input, KeyEncoder.Fits, "a single value")).ToArray();
        var aggregates = options.Aggregate.Select(each => BindAggregate(each.Key, each.Value, options, binding)).OfType<AggregateExpression>().ToArray();
        var tie = options.Tie.Select((name, i) => binding.RequireColumn($"tie[{i}]", name, input, KeyEncoder.Fits, "a single value")).ToArray();
        if (!isSound || key.Contains(-1) || tie.Contains(-1) || aggregates.Length < options.Aggregate.Count) return null;
        if (OutputOf(options, binding, aggregates) is not { } output) return null;
        var plan = new GroupPlan
        {
            Options = options,
            Input = input,
            Output = output,
            Key = key,
            Tie = tie,
            EventTime = input.EventTime is { } time ? input.IndexOf(time) : -1,
            Aggregates = aggregates,
            Memory = options.Emit == GroupEmit.Append && options.Key.Count > 0 && !binding.KeepsCheckpoints
                ? options.Memory?.Bytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 16
                : null,
        };
        GroupState.Describe(plan, binding);
        return plan;
    }

    private static bool Check(GroupOptions options, TransformBinding binding)
    {
        var input = binding.InputNames[0];
        if (binding.Input.IsUpdating)
            return Fail(binding, ProblemCodes.UpdatingInput, "", $"{input} revises its rows, and a group would count each revision.", "Let it emit each row once, such as a window with emit: on_close and late: drop or dead_letter.");
        if (options.Emit == GroupEmit.Append && !binding.IsBounded)
            return Fail(binding, ProblemCodes.GroupNeverEnds, "emit", "a group leaves at the end of its input, and this input does not end by itself.", "Write emit: update or emit: complete, bound the source, or use a window.");
        if (options.Order == GroupOrder.EventTime && binding.Input.EventTime is null)
            return Fail(binding, ProblemCodes.NeedsEventTime, "order", $"order: event_time needs an event time, and {input} has none.", "Give the source an event_time, or write order: arrival.");
        if (options.Order != GroupOrder.EventTime && options.Tie.Count > 0)
            return Fail(binding, ProblemCodes.NeedsOther, "tie", "tie is of use only with order: event_time.", "Write order: event_time, or leave it out.");
        if (options.Order != GroupOrder.EventTime && options.Late is not null)
            return Fail(binding, ProblemCodes.NeedsOther, "late", "late is of use only with order: event_time: otherwise no row comes too late.", "Write order: event_time, or leave it out.");
        if (options.Memory is not null && (options.Emit != GroupEmit.Append || options.Key.Count == 0))
            return Fail(binding, ProblemCodes.NeedsOther, "memory", "memory is of use only with a key and emit: append: groups that leave again and again stay in memory.", "Leave it out.");
        return true;
    }

    private static bool Fail(TransformBinding binding, string code, string path, string message, string hint)
    {
        binding.Error(code, path, message, hint);
        return false;
    }

    private static AggregateExpression? BindAggregate(string name, ExpressionText text, GroupOptions options, TransformBinding binding)
    {
        var path = $"aggregate.{name}";
        var aggregate = binding.Aggregate(path, text, binding.Input);
        if (aggregate is null) return null;
        if (options.Order is null && aggregate.Calls.FirstOrDefault(call => call.Function.NeedsOrder) is { } ordered)
        {
            binding.Error(ProblemCodes.OrderNotSaid, path, $"{ordered.Function.Name} depends on the order of rows, and the group does not say it.", "Write order: event_time (with tie: where rows may share an instant), or order: arrival.");
            return null;
        }

        if (binding.Input.EventTime is not null) return aggregate;
        if (aggregate.Calls.FirstOrDefault(call => call.Function.NeedsEventTime) is not { } timed) return aggregate;
        binding.Error(ProblemCodes.NeedsEventTime, path, $"{timed.Function.Name} reads the event time of rows, and {binding.InputNames[0]} has none.", "Give the source an event_time.");
        return null;
    }

    private static Schema? OutputOf(GroupOptions options, TransformBinding binding, AggregateExpression[] aggregates)
    {
        var isUpdating = options.Emit != GroupEmit.Append;
        var fields = options.Key.Select(name => binding.Input.Find(name)!).ToList();
        if (isUpdating) fields.AddRange([new Field("revision", ColumnType.Int), new Field("is_final", ColumnType.Bool)]);
        fields.AddRange(options.Aggregate.Keys.Zip(aggregates, (name, aggregate) => new Field(name, aggregate.Type)));
        var twice = fields.GroupBy(field => field.Name).Where(group => group.Count() > 1).Select(group => group.Key).ToList();
        foreach (var name in twice)
            binding.Error(ProblemCodes.ColumnTwice, "aggregate", $"the group's row would have two columns '{name}'.", "Give the aggregate another name.");
        if (twice.Count > 0) return null;
        return new Schema(fields) { Identity = [.. options.Key, .. isUpdating ? ["revision"] : Array.Empty<string>()], IsUpdating = isUpdating };
    }
}
