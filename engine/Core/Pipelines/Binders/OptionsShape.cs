using System.Reflection;
using System.Runtime.CompilerServices;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Pipelines.Binders;

/// <summary>One option of a record.</summary>
/// <param name="Property">The property it binds to.</param>
/// <param name="Key">Its key in a pipeline file.</param>
internal sealed record OptionShape(PropertyInfo Property, string Key)
{
    public bool IsRequired => Property.IsDefined(typeof(RequiredMemberAttribute));

    public bool IsWhole => Property.IsDefined(typeof(WholeAttribute));

    /// <summary>A list of columns stands for the map of each under its own name.</summary>
    public bool TakesColumns => Property.IsDefined(typeof(OrColumnsAttribute));

    public bool IsSecret => Property.IsDefined(typeof(SecretAttribute));

    /// <summary>The property's type, without Nullable.</summary>
    public Type Type => Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;
}

/// <summary>The options of a record as a pipeline file has them: read from its properties, in the order declared.</summary>
internal sealed class OptionsShape
{
    public OptionsShape(Type record)
    {
        Record = record;
        Options = [.. record.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is { IsPublic: true })
            .OrderBy(property => Depth(property.DeclaringType))
            .ThenBy(property => property.MetadataToken)
            .Select(property => new OptionShape(property, Naming.Snake(property.Name)))];
        Whole = Options.FirstOrDefault(option => option.IsWhole);
        ExactlyOneOf = [.. record.GetCustomAttributes<ExactlyOneOfAttribute>().Select(attribute => attribute.Keys)];
    }

    public Type Record { get; }

    public IReadOnlyList<OptionShape> Options { get; }

    /// <summary>The option that takes the whole value; null when there is none.</summary>
    public OptionShape? Whole { get; }

    /// <summary>Groups of keys of which exactly one must be written.</summary>
    public IReadOnlyList<IReadOnlyList<string>> ExactlyOneOf { get; }

    public bool HasSecret => Options.Any(option => option.IsSecret);

    public IReadOnlyList<string> Keys => [.. Options.Select(option => option.Key)];

    /// <summary>A map is a map of options, rather than the whole value of one of them.</summary>
    public bool TakesMap => Whole is null || (Options.Count > 1 && !TypeShape.IsMap(Whole.Type));

    public OptionShape? Find(string key) => Options.FirstOrDefault(option => option.Key == key);

    /// <summary>Options that several records share, from the record they derive from, come first.</summary>
    private static int Depth(Type? type) => type is null ? 0 : 1 + Depth(type.BaseType);

    /// <summary>A record with its defaults.</summary>
    public object Create() => Activator.CreateInstance(Record) ?? throw new InvalidOperationException($"{Record} cannot be made");
}
