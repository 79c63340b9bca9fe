using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Transforms.Windows;

namespace StreamGuard.Core.Transforms.Sorting;

/// <summary>A top's options, checked and resolved against its input.</summary>
/// <param name="Order">Of the rows.</param>
/// <param name="Key">Rows that are equal by it compete.</param>
/// <param name="Windows">Rows of one of them compete; null where they leave at the end of the input.</param>
/// <param name="Time">Place of the event time; -1 where they leave at the end.</param>
internal sealed record TopPlan(SortOrder Order, SortOrder Key, Spans? Windows, int Time);

/// <summary>Checks a top's options, and says what it keeps.</summary>
internal static class TopBinder
{
    /// <returns>Null when there was a problem, which has been reported.</returns>
    public static TopPlan? Bind(TopOptions options, TransformBinding binding)
    {
        var input = binding.Input;
        var isWindowed = options.Per is not null || options.Tumbling is not null;
        var isSound = isWindowed ? CheckWindows(options, binding) : CheckBounded(options, binding);
        // Every row of a window has its time.
        List<string> others = [.. (options.Per ?? []).Where(name => name != input.EventTime)];
        var order = SortOrder.Bind("by", options.By, binding);
        var per = isSound ? SortOrder.Bind("per", others, binding) : null;
        var key = SortOrder.Bind("key", options.Key, binding);
        if (order is null || per is null || key is null || !isSound) return null;
        Describe(options, others.Concat(options.Key), binding);
        if (!isWindowed) return new TopPlan(order, key, Windows: null, Time: -1);
        // Behind a window those rows are of one that have its time: windows of a microsecond.
        var length = options.Tumbling?.Microseconds ?? 1;
        return new TopPlan(order, per.Then(key), new Spans(length, length, 0), input.IndexOf(input.EventTime!));
    }

    private static bool CheckBounded(TopOptions options, TransformBinding binding)
    {
        var isSound = true;
        if (options.Late is not null)
            isSound = Fail(binding, ProblemCodes.WindowHasNoUse, "late", "late is of use only with per or tumbling: what leaves at the end of its input takes every row.", "Leave it out.");
        if (!binding.IsBounded)
            isSound = Fail(binding, ProblemCodes.GroupNeverEnds, "", "top leaves at the end of its input, and this input does not end by itself.", "Write per: [window_start] behind a window, or tumbling: 1h, or bound the source.");
        return isSound & Settled.Check("top", binding);
    }

    private static bool CheckWindows(TopOptions options, TransformBinding binding)
    {
        var time = binding.Input.EventTime;
        var isSound = true;
        if (options.Per is not null && options.Tumbling is not null)
            isSound = Fail(binding, ProblemCodes.TopPer, "tumbling", "per and tumbling both say which rows compete.", "Leave one out: per is for rows of a window, tumbling for others.");
        if (time is null)
            return Fail(binding, ProblemCodes.NeedsEventTime, "", $"the first rows of a window need an event time, and {binding.InputNames[0]} has none.", "Give the source an event_time.");
        if (options.Per is { } per && !per.Contains(time))
            isSound = Fail(binding, ProblemCodes.TopPer, "per", $"per does not name '{time}', the event time: nothing would say when the last row has come.", $"Write per: [{string.Join(", ", per.Prepend(time))}].");
        if (options.Late is null)
            isSound = Fail(binding, ProblemCodes.LateNotSaid, "", "late must be written with per and tumbling: it says what becomes of rows that come after their window has left.", "Write late: drop or late: dead_letter.");
        return isSound & Settled.Check("top", binding);
    }

    private static void Describe(TopOptions options, IEnumerable<string> key, TransformBinding binding)
    {
        var keys = string.Join(", ", key);
        if (options.Tumbling is { } length) binding.StateIsBounded($"(disorder + {length}) / {length} windows × {options.N} rows{(keys.Length > 0 ? $" for each {keys} in them" : "")}");
        else if (options.Per is not null) binding.StateIsBounded($"windows within the disorder × {options.N} rows{(keys.Length > 0 ? $" for each {keys} in them" : "")}");
        else if (keys.Length == 0) binding.StateIsBounded($"{options.N} rows");
        else binding.StateIsUnbounded($"{options.N} rows for each {keys} that comes");
    }

    private static bool Fail(TransformBinding binding, string code, string path, string message, string hint)
    {
        binding.Error(code, path, message, hint);
        return false;
    }
}
