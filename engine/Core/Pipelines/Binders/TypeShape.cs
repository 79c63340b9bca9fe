namespace StreamGuard.Core.Pipelines.Binders;

/// <summary>What the type of an option means in a pipeline file.</summary>
internal static class TypeShape
{
    /// <summary>The type of a list's items; null when the type is no list.</summary>
    public static Type? ItemOf(Type type) => Argument(type, 0, typeof(IReadOnlyList<>), typeof(IReadOnlyCollection<>), typeof(IEnumerable<>));

    /// <summary>The type of a map's values; null when the type is no map from names.</summary>
    public static Type? ValueOf(Type type) => Argument(type, 1, typeof(IReadOnlyDictionary<,>));

    /// <summary>Written as a map: a map from names, or a record of options that does not take a scalar whole.</summary>
    public static bool IsMap(Type type) => ValueOf(type) is not null || (IsRecord(type) && new OptionsShape(type).Whole is null);

    /// <summary>A record of options.</summary>
    public static bool IsRecord(Type type) =>
        type.IsClass && type != typeof(string) && type != typeof(object) && ScalarType.Of(type) is null && WordType.Of(type) is null;

    private static Type? Argument(Type type, int index, params Type[] generic) =>
        type.IsGenericType && generic.Contains(type.GetGenericTypeDefinition()) ? type.GetGenericArguments()[index] : null;
}
