namespace StreamGuard.Core.Connectors.Simulation.Organisation;

/// <summary>
/// Names of cities and addresses. No address is anybody's: offices are in 10.0.0.0/8 (RFC 1918), homes and inns in
/// 100.64.0.0/10 (RFC 6598), attackers in 198.18.0.0/15 (RFC 2544).
/// </summary>
internal static class Places
{
    /// <summary>Where the organisation has offices.</summary>
    public static readonly string[] Offices = ["London", "Paris", "Berlin", "Madrid"];

    /// <summary>Where attackers are.</summary>
    public static readonly string[] Far = ["Lagos", "Singapore", "Sao Paulo", "Seattle", "Sydney", "Tokyo"];

    public static string Office(int city, int desk) => $"10.{city + 4 * (desk >> 16)}.{(desk >> 8) & 255}.{desk & 255}";

    public static string Home(int number) => $"100.{64 + ((number >> 16) & 63)}.{(number >> 8) & 255}.{number & 255}";

    public static string Foreign(int number) => $"198.{18 + ((number >> 16) & 1)}.{(number >> 8) & 255}.{number & 255}";
}
