using System.Globalization;

namespace StreamGuard.Integration.Tests.Support;

/// <summary>The seed of what a test draws: STREAMGUARD_SEED where it is given, else a new one; a test that fails tells it.</summary>
internal static class Seed
{
    public static int Draw() => Environment.GetEnvironmentVariable("STREAMGUARD_SEED") is { Length: > 0 } given
        ? int.Parse(given, CultureInfo.InvariantCulture)
        : Random.Shared.Next();
}
