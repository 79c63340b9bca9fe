using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Transforms;

/// <summary>What cannot take rows that are revised.</summary>
internal static class Settled
{
    /// <summary>Whether rows are not revised; otherwise it has been reported.</summary>
    public static bool Check(string kind, TransformBinding binding)
    {
        if (!binding.Input.IsUpdating) return true;
        binding.Error(ProblemCodes.UpdatingInput, "", $"'{binding.InputNames[0]}' revises its rows, and {kind} would have each revision for a row of its own.",
            "Let it emit each row once, such as a window with emit: on_close and late: drop or dead_letter.");
        return false;
    }
}
