using StreamGuard.Core.Expressions.Functions;

namespace StreamGuard.Core.Expressions;

/// <summary>All functions of the expression language, by name in any case, with or without underscores.</summary>
public static class FunctionCatalog
{
    // One a file. A chapter is read when a name is not found in those before it: reading all takes longer than compiling
    // most pipelines' expressions.
    private static readonly Lazy<Dictionary<string, FunctionDefinition>>[] Chapters =
    [
        Chapter(() => NumberFunctions.All),
        Chapter(() => LogicFunctions.All),
        Chapter(() => TimeFunctions.All),
        Chapter(() => ConversionFunctions.All),
        Chapter(() => MathFunctions.All),
        Chapter(() => TextFunctions.All),
        Chapter(() => RegexFunctions.All),
        Chapter(() => ListFunctions.All),
        Chapter(() => JsonFunctions.All),
        Chapter(() => JsonMaking.All),
    ];

    /// <summary>By category and name.</summary>
    public static IReadOnlyList<FunctionDefinition> All =>
        [.. Chapters.SelectMany(chapter => chapter.Value.Values).Distinct().OrderBy(each => each.Category).ThenBy(each => each.Name, StringComparer.Ordinal)];

    /// <summary>Names and aliases.</summary>
    public static IEnumerable<string> Names => All.SelectMany(each => each.Aliases.Prepend(each.Name));

    public static FunctionDefinition? Find(string name)
    {
        var plain = Plain(name);
        foreach (var chapter in Chapters)
            if (chapter.Value.TryGetValue(plain, out var function)) return function;
        return null;
    }

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    private static Lazy<Dictionary<string, FunctionDefinition>> Chapter(Func<IEnumerable<FunctionDefinition>> functions) => new(() =>
    {
        var index = new Dictionary<string, FunctionDefinition>(StringComparer.Ordinal);
        foreach (var function in functions())
            foreach (var name in function.Aliases.Prepend(function.Name)) index.Add(Plain(name), function);
        return index;
    });
}
