namespace StreamGuard.Contracts;

/// <summary>The number or duration must be greater than 0.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PositiveAttribute : Attribute;

/// <summary>The number or duration must not be below 0.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotNegativeAttribute : Attribute;

/// <summary>The number must lie between both bounds, which belong to it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BetweenAttribute(double least, double greatest) : Attribute
{
    public double Least { get; } = least;

    public double Greatest { get; } = greatest;
}

/// <summary>The text, list or map must not be empty.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotEmptyAttribute : Attribute;

/// <summary>
/// The property takes the whole value written behind the component's kind, not a key of it: for
/// <c>filter: a &gt; 1</c> or <c>compute: { x: a + 1 }</c>. A record has at most one, and then no other property,
/// unless that value is a scalar or list and the others are keys of the map that may be written in its place.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WholeAttribute : Attribute;

/// <summary>Exactly one of the keys must be written; names are those of the pipeline file (snake_case).</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class ExactlyOneOfAttribute(params string[] keys) : Attribute
{
    public IReadOnlyList<string> Keys { get; } = keys;
}

/// <summary>The map of names to expressions may also be written as a list of columns, each under its own name.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OrColumnsAttribute : Attribute;

/// <summary>A secret: read from the environment or a file, never printed.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;
