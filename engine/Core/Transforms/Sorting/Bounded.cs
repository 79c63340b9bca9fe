using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Transforms.Sorting;

/// <summary>What leaves at the end of its input.</summary>
internal static class Bounded
{
    /// <summary>Whether the input ends, and its rows are not revised; otherwise it has been reported.</summary>
    public static bool Check(string kind, TransformBinding binding)
    {
        if (!binding.IsBounded)
            binding.Error(ProblemCodes.GroupNeverEnds, "", $"{kind} leaves at the end of its input, and this input does not end by itself.", "Bound the source.");
        return binding.IsBounded & Settled.Check(kind, binding);
    }
}
