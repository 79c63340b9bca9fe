namespace StreamGuard.Contracts;

/// <summary>A named, typed column of a schema. Every column may be null.</summary>
public sealed record Field(string Name, ColumnType Type);

/// <summary>The columns of a stream, in order, and what the planner knows about its rows. Immutable.</summary>
public sealed class Schema
{
    private readonly Dictionary<string, int> _index;

    /// <exception cref="ArgumentException">Two fields have one name.</exception>
    public Schema(IEnumerable<Field> fields)
    {
        Fields = [.. fields];
        _index = new Dictionary<string, int>(Fields.Count, StringComparer.Ordinal);
        for (var i = 0; i < Fields.Count; i++) _index.Add(Fields[i].Name, i);
    }

    public IReadOnlyList<Field> Fields { get; }

    public int Count => Fields.Count;

    /// <summary>The timestamp column that watermarks and windows follow; null when the stream has none.</summary>
    public string? EventTime { get; init; }

    /// <summary>
    /// Columns that tell one made row from another in a replay (a window's key and bounds); empty when rows carry
    /// the position of their source instead.
    /// </summary>
    public IReadOnlyList<string> Identity { get; init; } = [];

    /// <summary>Rows may be revised later: they carry 'revision' and 'is_final'.</summary>
    public bool IsUpdating { get; init; }

    public Field this[int index] => Fields[index];

    public IEnumerable<string> Names => Fields.Select(each => each.Name);

    /// <summary>
    /// For how long columns remember their key: the ttl of an over, the shortest of several; null where nothing says so. It
    /// goes with the rows through whatever passes them on.
    /// </summary>
    public Duration? RememberedFor { get; init; }

    /// <summary>The shorter of two such times; null is none.</summary>
    public static Duration? Shorter(Duration? one, Duration? other) => one is { } first && other is { } second ? (first < second ? first : second) : one ?? other;

    /// <summary>The column's place, or -1.</summary>
    public int IndexOf(string name) => _index.GetValueOrDefault(name, -1);

    public Field? Find(string name) => _index.TryGetValue(name, out var index) ? Fields[index] : null;

    /// <summary>The same stream with other fields: event time and identity stay where their columns do.</summary>
    public Schema WithFields(IEnumerable<Field> fields)
    {
        var next = new Schema(fields);
        return new Schema(next.Fields)
        {
            EventTime = EventTime is { } time && next.IndexOf(time) >= 0 ? time : null,
            Identity = Identity.All(name => next.IndexOf(name) >= 0) ? Identity : [],
            IsUpdating = IsUpdating,
            RememberedFor = RememberedFor,
        };
    }

    /// <summary>Fields added at the end; one with a name that exists takes its place.</summary>
    public Schema Add(params IEnumerable<Field> added)
    {
        var fields = Fields.ToList();
        foreach (var field in added)
        {
            var at = fields.FindIndex(known => known.Name == field.Name);
            if (at >= 0) fields[at] = field;
            else fields.Add(field);
        }

        return WithFields(fields);
    }

    /// <summary>Same names and types in the same order.</summary>
    public bool SameShape(Schema other) => Fields.SequenceEqual(other.Fields);

    public override string ToString() => string.Join(", ", Fields.Select(each => $"{each.Name}: {each.Type}"));
}
