using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Transforms.Windows;

/// <summary>What must hold between the options of a window.</summary>
internal static class WindowChecks
{
    /// <returns>False when there was a problem, which has been reported.</returns>
    public static bool Check(WindowOptions options, TransformBinding binding)
    {
        var isSound = CheckInput(options, binding);
        isSound &= CheckLate(options, binding);
        isSound &= CheckBounds(options, binding);
        isSound &= CheckPivot(options, binding);
        return isSound;
    }

    private static bool CheckInput(WindowOptions options, TransformBinding binding)
    {
        if (binding.Input.IsUpdating)
            return Fail(binding, ProblemCodes.UpdatingInput, "", $"{binding.InputNames[0]} revises its rows, and a window would count each revision.", "Let it emit on_close, with late: drop or dead_letter.");
        if (options.Count is null && binding.Input.EventTime is null)
            return Fail(binding, ProblemCodes.NeedsEventTime, "", $"a window of time needs an event time, and {binding.InputNames[0]} has none.", "Give the source an event_time, or make it a window of count.");
        return true;
    }

    private static bool CheckLate(WindowOptions options, TransformBinding binding)
    {
        var isCount = options.Count is not null;
        if (!isCount && options.Late is null)
            return Fail(binding, ProblemCodes.LateNotSaid, "", "late must be written: it says what becomes of rows that come after their window has left.", "Write late: drop, late: dead_letter or late: update.");
        if (isCount && options.Late is not null)
            return Fail(binding, ProblemCodes.WindowHasNoUse, "late", "a window of count has no use for late: it takes every row.", "Leave it out.");
        if (options.Late == LatePolicy.Update && options.AllowedLateness is null)
            return Fail(binding, ProblemCodes.LatenessMissing, "late", "late: update needs allowed_lateness: it says how long windows are kept.", "Write, for example, allowed_lateness: 1m.");
        if (options.Late != LatePolicy.Update && options.AllowedLateness is not null)
            return Fail(binding, ProblemCodes.WindowHasNoUse, "allowed_lateness", "allowed_lateness is of use only with late: update.", "Leave it out, or write late: update.");
        if (options.Session is not null && (options.Late == LatePolicy.Update || options.Emit == WindowEmit.OnUpdate))
            return Fail(binding, ProblemCodes.SessionUpdated, options.Late == LatePolicy.Update ? "late" : "emit", "a session cannot be updated: a further row may move its bounds, which tell one session from another.", "Write late: drop or late: dead_letter, and emit: on_close.");
        return true;
    }

    private static bool CheckBounds(WindowOptions options, TransformBinding binding)
    {
        if (options.Hopping is { } hopping && hopping.Every > hopping.Size)
            return Fail(binding, ProblemCodes.HopAboveSize, "hopping.every", $"every must not be above size ({hopping.Size}), got {hopping.Every}: rows between windows would be lost.", "Write a smaller every, or tumbling.");
        if (options.Offset != Duration.Zero && options.Tumbling is null && options.Hopping is null)
            return Fail(binding, ProblemCodes.WindowHasNoUse, "offset", "offset is of use only with tumbling and hopping windows.", "Leave it out.");
        return true;
    }

    private static bool CheckPivot(WindowOptions options, TransformBinding binding)
    {
        var twice = options.Pivot?.Values.GroupBy(value => value).FirstOrDefault(group => group.Count() > 1);
        return twice is null || Fail(binding, ProblemCodes.PivotValueTwice, "pivot.values", $"the value '{twice.Key}' is listed twice.", "Leave one out.");
    }

    private static bool Fail(TransformBinding binding, string code, string path, string message, string hint)
    {
        binding.Error(code, path, message, hint);
        return false;
    }
}
