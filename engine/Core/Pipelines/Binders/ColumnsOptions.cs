using StreamGuard.Contracts;

namespace StreamGuard.Core.Pipelines.Binders;

/// <summary>The columns a decoder reads: name to type, or to a map with more.</summary>
internal sealed record ColumnsOptions
{
    /// <summary>The columns in order.</summary>
    [Whole]
    public required IReadOnlyDictionary<string, ColumnOptions> Columns { get; init; }

    public IReadOnlyList<ColumnSpec> Specs(BoundOptions bound) => [.. Columns.Select(column => new ColumnSpec
    {
        Name = column.Key,
        Type = column.Value.Type,
        From = column.Value.From,
        Unit = column.Value.Unit is { } unit ? Naming.Snake(unit.ToString()) : null,
        NullOnError = column.Value.OnError == OnError.Null,
        NonFiniteIsNull = column.Value.NonFinite == NonFinite.Null,
        Location = bound.At(column.Key),
    })];
}
