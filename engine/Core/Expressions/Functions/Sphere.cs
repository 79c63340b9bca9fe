namespace StreamGuard.Core.Expressions.Functions;

/// <summary>Distances on the earth, taken for a sphere.</summary>
internal static class Sphere
{
    /// <summary>Mean radius of the earth, kilometres: (2a + b) / 3 of WGS 84.</summary>
    public const double RadiusKm = 6371.0088;

    /// <summary>
    /// 2 R asin(√(sin²(Δφ/2) + cos φ1 cos φ2 sin²(Δλ/2))), degrees in, kilometres out: the haversine formula (Sinnott,
    /// "Virtues of the Haversine", Sky and Telescope 68, 1984), which keeps small distances exact.
    /// </summary>
    public static double DistanceKm(double latitude1, double longitude1, double latitude2, double longitude2)
    {
        var (phi1, phi2) = (double.DegreesToRadians(latitude1), double.DegreesToRadians(latitude2));
        var byLatitude = Math.Sin((phi2 - phi1) / 2);
        var byLongitude = Math.Sin(double.DegreesToRadians(longitude2 - longitude1) / 2);
        var half = (byLatitude * byLatitude) + (Math.Cos(phi1) * Math.Cos(phi2) * byLongitude * byLongitude);
        // Of opposite points rounding may give more than 1, whose arc sine is no number.
        return 2 * RadiusKm * Math.Asin(Math.Sqrt(Math.Min(1, half)));
    }
}
