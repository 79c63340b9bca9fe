using System.Globalization;

namespace StreamGuard.Core.Pipelines.Syntax;

/// <summary>What a plain scalar's text means, after YAML 1.2's core schema.</summary>
internal static class Scalars
{
    public static bool? Bool(string text) => text switch
    {
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ => null,
    };

    /// <summary>A whole number, also with underscores between digits: 1_000_000.</summary>
    public static long? Int(string text)
    {
        if (text.Contains('_', StringComparison.Ordinal) && !text.StartsWith('_') && !text.EndsWith('_'))
            text = text.Replace("_", "", StringComparison.Ordinal);
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    public static double? Number(string text) => text.ToLowerInvariant() switch
    {
        ".inf" or "+.inf" => double.PositiveInfinity,
        "-.inf" => double.NegativeInfinity,
        ".nan" => double.NaN,
        _ when Int(text) is { } whole => whole,
        _ when text.AsSpan().IndexOfAnyExcept("0123456789+-.eE") >= 0 => null,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null,
    };

    public static bool IsNumberOrBool(string text) => Bool(text) is not null || Number(text) is not null;
}
