namespace StreamGuard.Core.Pipelines.Binders;

/// <summary>How to mend an option that is missing or out of range: what it is, after its documentation.</summary>
internal static class OptionHints
{
    public static string? Of(OptionShape option) => null;
}
