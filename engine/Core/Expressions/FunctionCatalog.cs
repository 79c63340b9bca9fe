using StreamGuard.Core.Expressions.Functions;

namespace StreamGuard.Core.Expressions;

/// <summary>All functions of the expression language, by name in any case, with or without underscores.</summary>
public static class FunctionCatalog
{
    private static readonly Dictionary<string, FunctionDefinition> ByName = Index();

    public static IReadOnlyList<FunctionDefinition> All { get; } = [.. ByName.Values.Distinct().OrderBy(each => each.Category).ThenBy(each => each.Name, StringComparer.Ordinal)];

    /// <summary>Names and aliases.</summary>
    public static IEnumerable<string> Names => All.SelectMany(each => each.Aliases.Prepend(each.Name));

    public static FunctionDefinition? Find(string name) => ByName.GetValueOrDefault(Plain(name));

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    private static Dictionary<string, FunctionDefinition> Index()
    {
        var index = new Dictionary<string, FunctionDefinition>(StringComparer.Ordinal);
        FunctionDefinition[] all =
        [
            .. LogicFunctions.All,
            .. MathFunctions.All,
            .. NumberFunctions.All,
            .. TextFunctions.All,
            .. RegexFunctions.All,
            .. TimeFunctions.All,
            .. ConversionFunctions.All,
            .. ListFunctions.All,
            .. JsonFunctions.All,
        ];
        foreach (var function in all)
            foreach (var name in function.Aliases.Prepend(function.Name)) index.Add(Plain(name), function);
        return index;
    }
}
