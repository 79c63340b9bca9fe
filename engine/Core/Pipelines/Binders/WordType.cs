using StreamGuard.Contracts;

namespace StreamGuard.Core.Pipelines.Binders;

/// <summary>A type whose values are words from a list.</summary>
/// <param name="Words">The words, as a problem and the docs list them.</param>
/// <param name="Read">Gives the value of a word, or null when it is none.</param>
internal sealed record WordType(IReadOnlyList<string> Words, Func<string, object?> Read)
{
    public static WordType OfColumnType { get; } =
        new(["bool", "int", "float", "timestamp", "duration", "string", "json", "list(…)"], ColumnType.Parse);

    /// <summary>The type's words, or null when it has none.</summary>
    public static WordType? Of(Type type)
    {
        if (type == typeof(ColumnType)) return OfColumnType;
        if (!type.IsEnum) return null;
        var names = Enum.GetNames(type);
        var words = names.Select(Naming.Snake).ToList();
        return new WordType(words, word => words.IndexOf(word) is >= 0 and var at ? Enum.Parse(type, names[at]) : null);
    }
}
