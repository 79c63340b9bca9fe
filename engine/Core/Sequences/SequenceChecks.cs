using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Sequences;

/// <summary>What must hold between the options of a sequence and its input, and what explain says of it.</summary>
internal static class SequenceChecks
{
    /// <returns>False when there was a problem, which has been reported.</returns>
    public static bool Check(SequenceOptions options, TransformBinding binding)
    {
        var name = binding.InputNames[0];
        var isSound = true;
        if (binding.Input.IsUpdating)
            isSound = Fail(binding, ProblemCodes.UpdatingInput, "", $"sequence cannot take '{name}', whose rows may be revised later.", "Take the rows once they are final: window without emit: on_update and late: update.");
        if (binding.Input.EventTime is null)
            isSound = Fail(binding, ProblemCodes.NeedsEventTime, "within", $"within measures event time, and {name} has none.", "Declare event_time: { column: … } at the source, and keep its column up to here.");
        isSound &= CheckTtl(binding, "within", options.Within);
        var isOrdered = options.Order == SequenceOrder.EventTime;
        if (isOrdered && options.Late is null)
            isSound = Fail(binding, ProblemCodes.LateNotSaid, "", "late must be written with order: event_time: it says what becomes of rows later than the watermark.", "Write late: drop or late: dead_letter.");
        if (!isOrdered && (options.Late is not null || options.Tie.Count > 0))
            isSound = Fail(binding, ProblemCodes.SequenceStep, options.Late is not null ? "late" : "tie", $"order: arrival has no use for {(options.Late is not null ? "late" : "tie")}: rows are taken as they come.", "Leave it out, or write order: event_time.");
        return isSound;
    }

    /// <summary>A sequence whose rows are told from what an over remembers must not reach back further than that.</summary>
    public static bool CheckTtl(TransformBinding binding, string path, Duration within) =>
        binding.Input.RememberedFor is not { } ttl || within <= ttl || Fail(binding, ProblemCodes.SequenceStep, path,
            $"within {within} is longer than the ttl {ttl} of the over before it: a key may be forgotten between two rows of a match.", "Make ttl at least as long as within.");

    public static void Describe(SequenceOptions options, TransformBinding binding, Pattern pattern)
    {
        if (!pattern.IsOrdered) binding.Note("the answer depends on the order of arrival");
        if (pattern.NotAfter is not null) binding.Note($"an absence is decided by the watermark, {Duration.FromMicroseconds(pattern.NotAfterFor)} behind the last row of a match; the watermark passed on stays behind by so much");
        binding.StateIsBounded($"per key at most {pattern.MostPartial} partial matches and the rows they begin and end their steps with, for {options.Within} of event time{(pattern.IsOrdered ? " and the disorder" : "")}; keys without any are forgotten");
    }

    private static bool Fail(TransformBinding binding, string code, string path, string message, string hint)
    {
        binding.Error(code, path, message, hint);
        return false;
    }
}
