using System.Globalization;
using System.Text.RegularExpressions;

namespace StreamGuard.Core.Models;

/// <summary>How far an answer may be from the one expected: by either measure.</summary>
public sealed partial record Tolerance(double Absolute, double Relative)
{
    /// <summary>Where a bundle promises nothing.</summary>
    public static Tolerance Default { get; } = new(1e-6, 0);

    /// <summary>
    /// Reads <c>1e-5 relative or 1e-9 absolute</c>, with words behind it as a bundle has them; a number alone is absolute.
    /// Null when there is none.
    /// </summary>
    public static Tolerance? Parse(string text)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return new Tolerance(number, 0);
        var (absolute, relative) = (First(text, "absolute"), First(text, "relative"));
        return absolute is null && relative is null ? null : new Tolerance(absolute ?? 0, relative ?? 0);
    }

    /// <summary>What a bundle promises.</summary>
    internal static Tolerance Of(Bundle bundle) =>
        (bundle.HasScore ? (string?[])[bundle.Options.Exactness.Score, bundle.Options.Exactness.Onnx] : [bundle.Options.Exactness.Probabilities])
            .OfType<string>().Select(Parse).FirstOrDefault(found => found is not null) ?? Default;

    /// <summary>How far a value may be from the expected one.</summary>
    public double At(double expected) => double.IsFinite(expected) ? Math.Max(Absolute, Relative * Math.Abs(expected)) : 0;

    /// <summary>The same value, or near enough. NaN is NaN.</summary>
    public bool Holds(double expected, double found) => expected.Equals(found) || Math.Abs(expected - found) <= At(expected);

    public override string ToString() => string.Join(" or ", ((string[])
    [
        Absolute > 0 || Relative == 0 ? string.Create(CultureInfo.InvariantCulture, $"{Absolute:R} absolute") : "",
        Relative > 0 ? string.Create(CultureInfo.InvariantCulture, $"{Relative:R} relative") : "",
    ]).Where(part => part.Length > 0));

    private static double? First(string text, string word) =>
        Measure().Matches(text).FirstOrDefault(match => match.Groups[2].Value == word) is { } found
            ? double.Parse(found.Groups[1].Value, NumberStyles.Float, CultureInfo.InvariantCulture)
            : null;

    [GeneratedRegex(@"([0-9.]+(?:[eE][+-]?[0-9]+)?) (absolute|relative)")]
    private static partial Regex Measure();
}
