namespace StreamGuard.Contracts;

/// <summary>What a column's values are.</summary>
public enum Kind : byte
{
    /// <summary>true or false.</summary>
    Bool,

    /// <summary>Signed 64-bit integer.</summary>
    Int,

    /// <summary>IEEE 754 double.</summary>
    Float,

    /// <summary>Microseconds since 1970-01-01T00:00:00Z, as an int64.</summary>
    Timestamp,

    /// <summary>Microseconds, as an int64.</summary>
    Duration,

    /// <summary>UTF-8 text.</summary>
    String,

    /// <summary>JSON text, kept as read.</summary>
    Json,

    /// <summary>A list of values of one of the kinds above.</summary>
    List,
}

/// <summary>A column's type: a kind and, for lists, the element's type. Equal by value.</summary>
public sealed record ColumnType
{
    private ColumnType(Kind kind, ColumnType? element = null) => (Kind, Element) = (kind, element);

    public static ColumnType Bool { get; } = new(Kind.Bool);
    public static ColumnType Int { get; } = new(Kind.Int);
    public static ColumnType Float { get; } = new(Kind.Float);
    public static ColumnType Timestamp { get; } = new(Kind.Timestamp);
    public static ColumnType Duration { get; } = new(Kind.Duration);
    public static ColumnType String { get; } = new(Kind.String);
    public static ColumnType Json { get; } = new(Kind.Json);

    public Kind Kind { get; }

    /// <summary>Type of the elements; null unless <see cref="Kind"/> is a list.</summary>
    public ColumnType? Element { get; }

    public bool IsNumber => Kind is Kind.Int or Kind.Float;

    /// <summary>Text as bytes: a string or json.</summary>
    public bool IsText => Kind is Kind.String or Kind.Json;

    /// <summary>Held as an int64: int, timestamp, duration.</summary>
    public bool IsInt64 => Kind is Kind.Int or Kind.Timestamp or Kind.Duration;

    public static ColumnType ListOf(ColumnType element) => new(Kind.List, element);

    /// <summary>Reads 'int', 'list(float)' and the like, as written in a pipeline file; null when it is none.</summary>
    public static ColumnType? Parse(string text)
    {
        text = text.Trim();
        if (text.StartsWith("list(", StringComparison.Ordinal) && text.EndsWith(')'))
            return Parse(text[5..^1]) is { Kind: not Kind.List } element ? ListOf(element) : null;
        return text switch
        {
            "bool" => Bool,
            "int" => Int,
            "float" => Float,
            "timestamp" => Timestamp,
            "duration" => Duration,
            "string" => String,
            "json" => Json,
            _ => null,
        };
    }

    /// <summary>As written in a pipeline file.</summary>
    public override string ToString() =>
        Kind == Kind.List ? $"list({Element})" : Kind.ToString().ToLowerInvariant();
}
