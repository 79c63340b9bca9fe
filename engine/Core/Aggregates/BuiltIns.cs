using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates;

/// <summary>The aggregates that Core brings, a line each.</summary>
internal static class BuiltIns
{
    public static void Register(IComponents components)
    {
    }
}
