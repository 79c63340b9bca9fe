using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.History;

/// <summary>What must hold between the options of an over.</summary>
internal static class OverChecks
{
    /// <returns>False when there was a problem, which has been reported.</returns>
    public static bool Check(OverOptions options, TransformBinding binding)
    {
        var name = binding.InputNames[0];
        if (binding.Input.IsUpdating)
            return Fail(binding, ProblemCodes.UpdatingInput, "", $"{name} revises its rows, and a history would count each revision.", "Take the rows once they are final: window without emit: on_update and late: update.");
        return (options.Order == OverOrder.EventTime ? CheckEventTime(options, binding) : CheckArrival(options, binding)) & CheckTtl(options, binding);
    }

    private static bool CheckEventTime(OverOptions options, TransformBinding binding)
    {
        if (binding.Input.EventTime is null)
            return Fail(binding, ProblemCodes.NeedsEventTime, "order", $"order: event_time takes rows by event time, and {binding.InputNames[0]} has none.", "Give the source an event_time, or write order: arrival.");
        return options.Late is not null || Fail(binding, ProblemCodes.LateNotSaid, "",
            "late must be written with order: event_time: it says what becomes of rows later than the watermark.", "Write late: drop or late: dead_letter.");
    }

    // late and tie may stand there without use, so that a variable can choose the order.
    private static bool CheckArrival(OverOptions options, TransformBinding binding) =>
        options.Sees != Sees.Instant || Fail(binding, ProblemCodes.OverHasNoUse, "sees",
            "sees: instant needs order: event_time: in order of arrival no row knows what else is to come of its instant.", "Write order: event_time, or sees: self.");

    private static bool CheckTtl(OverOptions options, TransformBinding binding) =>
        options.Ttl is null || binding.Input.EventTime is not null || Fail(binding, ProblemCodes.NeedsEventTime, "ttl",
            $"ttl measures event time, and {binding.InputNames[0]} has none.", "Give the source an event_time, or bound the keys by max_keys.");

    private static bool Fail(TransformBinding binding, string code, string path, string message, string hint)
    {
        binding.Error(code, path, message, hint);
        return false;
    }
}
