using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines.Syntax;

namespace StreamGuard.Core.Pipelines.Binders;

/// <summary>A type that is written as one scalar: how to read it, and how to ask for it.</summary>
/// <param name="Name">In a table of options: duration.</param>
/// <param name="Wanted">In a problem: must be …</param>
/// <param name="Hint">An example to follow, or null.</param>
/// <param name="Read">Gives the value, or null when the scalar is none.</param>
internal sealed record ScalarType(string Name, string Wanted, string? Hint, Func<ScalarNode, object?> Read)
{
    private static readonly Dictionary<Type, ScalarType> Known = new()
    {
        [typeof(string)] = new("text", "a text", null, scalar => scalar.Text),
        [typeof(bool)] = new("true or false", "true or false", null, scalar => Plain(scalar) ? Scalars.Bool(scalar.Text) : null),
        [typeof(int)] = new("whole number", "a whole number", null, ReadInt),
        [typeof(long)] = new("whole number", "a whole number", null, scalar => Plain(scalar) ? Scalars.Int(scalar.Text) : null),
        [typeof(double)] = new("number", "a number", null, scalar => Plain(scalar) ? Scalars.Number(scalar.Text) : null),
        [typeof(Duration)] = new("duration", "a duration", "Write a number and a unit: 250ms, 5s, 10m, 24h or 30d.", scalar => Duration.Parse(scalar.Text)),
        [typeof(Extent)] = new("duration or rows", "a duration or a number of rows", "Write for example 5m or 60 rows.", scalar => Extent.Parse(scalar.Text)),
        [typeof(ByteSize)] = new("size", "a size in bytes", "Write for example 4096, 64kB, 128MB or 2GB.", scalar => ByteSize.Parse(scalar.Text)),
        [typeof(DiskSize)] = new("disk or size", "the word disk, or a size in bytes", "Write for example disk, 500MB or 10GB.", scalar => DiskSize.Parse(scalar.Text)),
        [typeof(ExpressionText)] = new("expression", "an expression", null, scalar => new ExpressionText(scalar.Text)),
        [typeof(BadRowLimit)] = new("count or share", "a count of rows or a share of them", "Write for example 100 or 1%.", scalar => BadRowLimit.Parse(scalar.Text)),
        [typeof(object)] = new("value", "a single value", null, ReadAny),
    };

    /// <summary>The type's entry, or null when it is not written as one scalar of free form.</summary>
    public static ScalarType? Of(Type type) => Known.GetValueOrDefault(type);

    private static bool Plain(ScalarNode scalar) => scalar.Style == ScalarStyle.Plain;

    private static object? ReadInt(ScalarNode scalar) =>
        Plain(scalar) && Scalars.Int(scalar.Text) is { } number and >= int.MinValue and <= int.MaxValue ? (int)number : null;

    private static object? ReadAny(ScalarNode scalar)
    {
        if (!Plain(scalar)) return scalar.Text;
        if (Scalars.Bool(scalar.Text) is { } truth) return truth;
        if (Scalars.Int(scalar.Text) is { } whole) return whole;
        return Scalars.Number(scalar.Text) is { } number ? number : scalar.Text;
    }
}
