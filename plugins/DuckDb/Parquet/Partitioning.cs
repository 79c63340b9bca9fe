using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Native;

namespace StreamGuard.Plugins.DuckDb.Parquet;

/// <summary>What the rows of a part have in common, and how a statement says it.</summary>
internal sealed class Partitioning
{
    private static readonly string[] TimeParts = ["year", "month", "day", "hour"];

    private readonly List<string> _names = [];
    private readonly List<string> _made = [];

    public bool IsPartitioned => _names.Count > 0;

    /// <summary>The select list: all columns, and the parts of the time that are no columns.</summary>
    public string SelectList => string.Join(", ", _made.Prepend("*"));

    /// <summary>The names as SQL has them, in order.</summary>
    public IEnumerable<string> Columns => _names.Select(Database.Name);

    /// <summary>The same as a list.</summary>
    public string Names => string.Join(", ", Columns);

    /// <summary>Checks the names against the rows; what is wrong is reported.</summary>
    public static Partitioning Bind(IReadOnlyList<string> names, SinkBinding binding)
    {
        var result = new Partitioning();
        for (var i = 0; i < names.Count; i++) result.Add(names[i], $"partition_by[{i}]", binding);
        if (result._names.Count - result._made.Count == binding.Input.Count)
            binding.Error(Codes.ParquetPartition, "partition_by", "partition_by takes every column, so that none is left for the files.");
        return result;
    }

    private void Add(string name, string path, SinkBinding binding)
    {
        if (_names.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            binding.Error(Codes.ParquetPartition, path, $"partition_by names '{name}' twice.");
            return;
        }

        if (binding.Input.Find(name) is null && TimeParts.Contains(name)) AddTimePart(name, path, binding);
        else if (binding.RequireColumn(path, name, binding.Input, Fits, "an int, a string or a bool") >= 0) _names.Add(name);
    }

    private void AddTimePart(string part, string path, SinkBinding binding)
    {
        if (binding.Input.EventTime is not { } time)
        {
            binding.Error(Codes.ParquetPartition, path, $"partition_by cannot take the {part}: the rows have no event time.", $"Write event_time: {{ column: … }} at the source, or add a column '{part}'.");
            return;
        }

        _names.Add(part);
        // Through a plain timestamp, so that the parts are those of UTC whatever the machine's zone.
        _made.Add($"{part}(make_timestamp(epoch_us({Database.Name(time)}))) AS {Database.Name(part)}");
    }

    private static bool Fits(ColumnType type) => type.Kind is Kind.Int or Kind.String or Kind.Bool;
}
