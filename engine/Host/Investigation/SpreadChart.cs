namespace StreamGuard.Host.Investigation;

/// <summary>Where a key's feature lies in its cohort, as a small SVG: a line from the 5th to the 95th percentile, a box from the 25th to the 75th, the median, and the key.</summary>
internal static class SpreadChart
{
    private const int Width = 220;
    private const int Height = 18;
    private const int Margin = 7;

    public static string Svg(ComparedFeature feature)
    {
        if (feature.Spread is not [{ } p05, { } p25, { } p50, { } p75, { } p95]) return "";
        var (low, high) = (Math.Min(p05, feature.Value ?? p05), Math.Max(p95, feature.Value ?? p95));
        double X(double value) => high > low ? Margin + ((value - low) / (high - low) * (Width - (2 * Margin))) : Width / 2.0;
        const int Middle = Height / 2;
        var key = feature.Value is { } own ? FormattableString.Invariant($"<circle class=\"{(IsFar(feature) ? "far" : "key")}\" cx=\"{X(own):F1}\" cy=\"{Middle}\" r=\"5\"/>") : "";
        return FormattableString.Invariant($"<svg class=\"spread\" width=\"{Width}\" height=\"{Height}\" viewBox=\"0 0 {Width} {Height}\"><line x1=\"{X(p05):F1}\" y1=\"{Middle}\" x2=\"{X(p95):F1}\" y2=\"{Middle}\"/><rect x=\"{X(p25):F1}\" y=\"{Middle - 5}\" width=\"{Math.Max(1, X(p75) - X(p25)):F1}\" height=\"10\"/><line class=\"median\" x1=\"{X(p50):F1}\" y1=\"{Middle - 7}\" x2=\"{X(p50):F1}\" y2=\"{Middle + 7}\"/>{key}</svg>");
    }

    /// <summary>Beyond three deviations.</summary>
    public static bool IsFar(ComparedFeature feature) => Math.Abs(feature.Distance ?? 0) >= 3;
}
