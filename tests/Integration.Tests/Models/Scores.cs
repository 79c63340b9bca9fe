using System.Globalization;
using StreamGuard.Integration.Tests.Support;

namespace StreamGuard.Integration.Tests.Models;

/// <summary>Compares what the program gave with golden rows, as exactly as the bundles promise.</summary>
internal static class Scores
{
    /// <summary>The score within 1e-5 relative or 1e-9 absolute, the verdict exactly.</summary>
    public static void AssertSame(IReadOnlyDictionary<string, string?> expected, IReadOnlyDictionary<string, string?> actual)
    {
        var (want, got) = (Number(expected["reconstruction_error"]), Number(actual["reconstruction_error"]));
        Assert.True(Math.Abs(want - got) <= Math.Max(1e-9, 1e-5 * Math.Abs(want)), $"expected {want}, got {got}");
        Assert.Equal(expected["predicted_anomaly"], actual["predicted_anomaly"], ignoreCase: true);
    }

    /// <summary>The very same float64; null where the golden row has none.</summary>
    public static void AssertSameBits(IReadOnlyDictionary<string, string?> expected, IReadOnlyDictionary<string, string?> actual, string column, string? @as = null)
    {
        var found = actual[@as ?? column];
        if (expected[column] is null) Assert.Null(found);
        else Assert.Equal(Number(expected[column]), Number(found));
    }

    private static double Number(string? text) => double.Parse(text!, CultureInfo.InvariantCulture);
}
