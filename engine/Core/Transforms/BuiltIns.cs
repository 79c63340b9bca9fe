using StreamGuard.Contracts;

namespace StreamGuard.Core.Transforms;

/// <summary>The transforms that Core brings, a line each.</summary>
internal static class BuiltIns
{
    public static void Register(IComponents components)
    {
    }
}
