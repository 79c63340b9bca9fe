namespace StreamGuard.Contracts;

/// <summary>A column that a decoder reads.</summary>
public sealed record ColumnSpec
{
    /// <summary>The column's name in the schema.</summary>
    public required string Name { get; init; }

    public required ColumnType Type { get; init; }

    /// <summary>Where it stands in the record, <c>a.b[0]</c>; the name itself when null.</summary>
    public string? From { get; init; }

    /// <summary>Unit of a timestamp written as a number (s, ms, us, ns); null: numbers are no timestamps.</summary>
    public string? Unit { get; init; }

    /// <summary>A value of a wrong type is null instead of making the row a bad one.</summary>
    public bool NullOnError { get; init; }

    /// <summary>NaN and infinities are read as null.</summary>
    public bool NonFiniteIsNull { get; init; }

    public Location Location { get; init; }
}
