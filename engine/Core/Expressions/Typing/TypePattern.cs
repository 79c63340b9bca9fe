using StreamGuard.Contracts;

namespace StreamGuard.Core.Expressions.Typing;

/// <summary>
/// What a parameter takes, as written in a signature: a type; <c>T</c>, any type, the same for each T of the call;
/// <c>E</c>, the same without lists, so that values can be equal; <c>N</c>, the same for numbers; <c>list(T)</c>; <c>any</c>
/// type, whatever the others are; or the name of a prepared constant such as <c>regex</c>.
/// </summary>
/// <param name="Text">As written.</param>
/// <param name="Fixed">The type; null for the others.</param>
/// <param name="Variable">T, E or N; null for the others.</param>
/// <param name="Prepare">Makes the object that the function is given of a constant text; null for the others.</param>
internal sealed record TypePattern(string Text, ColumnType? Fixed, char? Variable, Func<string, object>? Prepare)
{
    public bool IsListOfVariable => Variable is not null && Text.Length > 1;

    /// <summary>Takes a value of any type as it is.</summary>
    public bool IsAny => Text == "any";

    public static TypePattern Parse(string text) => text switch
    {
        "T" or "E" or "N" => new TypePattern(text, null, text[0], null),
        "any" => new TypePattern(text, null, null, null),
        "list(T)" => new TypePattern(text, null, 'T', null),
        _ when ColumnType.Parse(text) is { } type => new TypePattern(text, type, null, null),
        _ => new TypePattern(text, null, null, PreparedConstants.Find(text)),
    };
}

/// <param name="Name">As in the docs.</param>
internal sealed record Parameter(string Name, TypePattern Pattern);
