using StreamGuard.Contracts;

namespace StreamGuard.Core.Pipelines.Binders;

/// <summary>The columns a decoder reads: name to type, or to a map with more.</summary>
internal sealed record ColumnsOptions
{
    /// <summary>The columns in order.</summary>
    [Whole]
    public required IReadOnlyDictionary<string, ColumnOptions> Columns { get; init; }

    public IReadOnlyList<ColumnSpec> Specs(BoundOptions bound) => [.. Columns.Select(column => Spec(column.Key, column.Value, bound.At(column.Key)))];

    public static ColumnSpec Spec(string name, ColumnOptions options, Location at) => new()
    {
        Name = name,
        Type = options.Type,
        From = options.From,
        Unit = options.Unit is { } unit ? Naming.Snake(unit.ToString()) : null,
        NullOnError = options.OnError == OnError.Null,
        NonFiniteIsNull = options.NonFinite == NonFinite.Null,
        Location = at,
    };
}
