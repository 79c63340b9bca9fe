using StreamGuard.Core.Expressions.Functions;

namespace StreamGuard.Core.Expressions.Typing;

/// <summary>
/// Parameters that take a constant text and are read once, when the expression is bound: patterns, units, formats.
/// </summary>
internal static class PreparedConstants
{
    /// <summary>
    /// What makes the object of the text; it throws <see cref="FormatException"/> for one that is none of its kind.
    /// </summary>
    /// <exception cref="ArgumentException">No such kind: the signature is wrong.</exception>
    public static Func<string, object> Find(string kind) => kind switch
    {
        "like_pattern" => LikePattern.Parse,
        "regex" => RegexFunctions.Parse,
        "time" => TimeFunctions.ParseConstant,
        "span" => TimeFunctions.ParseConstantSpan,
        "time_unit" => TimeUnit.Parse,
        "time_format" => TimeFunctions.ParsePattern,
        "unix_unit" => UnixUnit.Parse,
        "json_path" => JsonPath.Parse,
        _ => throw new ArgumentException($"'{kind}' is neither a type nor a prepared constant"),
    };
}
