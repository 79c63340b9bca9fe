namespace StreamGuard.Integration.Tests.Support;

/// <summary>What the security pipelines find beside them when they are run from another folder.</summary>
internal static class Security
{
    public static IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>
    {
        ["CITIES"] = Path.Combine(Program.Root, "pipelines", "shared", "cities.csv"),
        ["BASELINE"] = Path.Combine(Program.Root, "pipelines", "shared", "security-baseline.json"),
    };
}
