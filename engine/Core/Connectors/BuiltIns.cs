using StreamGuard.Contracts;

namespace StreamGuard.Core.Connectors;

/// <summary>The connectors that Core brings, a line each.</summary>
internal static class BuiltIns
{
    public static void Register(IComponents components)
    {
    }
}
