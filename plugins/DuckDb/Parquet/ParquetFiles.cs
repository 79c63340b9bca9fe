using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Native;

namespace StreamGuard.Plugins.DuckDb.Parquet;

/// <summary>Files to read, and the statements that read them.</summary>
internal sealed class ParquetFiles
{
    private static readonly Schema Found = new([new("file", ColumnType.String)]);
    private static readonly Schema Described = new([new("name", ColumnType.String), new("type", ColumnType.String)]);
    private static readonly Schema Counted = new([new("rows", ColumnType.Int)]);

    private readonly IReadOnlyList<string> _files;

    private ParquetFiles(IReadOnlyList<string> files) => _files = files;

    /// <exception cref="FileNotFoundException">A path matches nothing.</exception>
    public static ParquetFiles Find(Database database, IEnumerable<string> paths)
    {
        var files = new List<string>();
        foreach (var path in paths)
        {
            var found = Find(database, path);
            if (found.Count == 0) throw new FileNotFoundException($"no Parquet file matches '{path}'");
            files.AddRange(found.Except(files));
        }

        return new ParquetFiles(files);
    }

    public long CountRows(Database database)
    {
        using var query = new Query(database, $"SELECT coalesce(sum(num_rows), 0)::BIGINT FROM parquet_file_metadata([{List}])", Counted);
        var (columns, _) = query.Next()!.Value;
        return ((FixedColumn<long>)columns[0]).Values[0];
    }

    /// <summary>The statement that gives the schema's columns, each as <see cref="Query"/> wants it.</summary>
    /// <exception cref="DuckDbException">A file cannot be read, or has no such column, or one of another type.</exception>
    public string Select(Database database, Schema schema, IReadOnlyList<string> orderBy, long skip)
    {
        var from = $"read_parquet([{List}], hive_partitioning = true{PartitionTypes(schema)})";
        var found = Describe(database, from);
        var columns = schema.Fields.Select(field => ParquetTypes.Read(field, found.GetValueOrDefault(field.Name) ?? throw Missing(field, found.Keys)));
        var order = orderBy.Count == 0 ? "" : $" ORDER BY {string.Join(", ", orderBy.Select(name => $"{Database.Name(name)} NULLS LAST"))}";
        return $"SELECT {string.Join(", ", columns)} FROM {from}{order}{(skip > 0 ? $" OFFSET {skip}" : "")}";
    }

    private string List => string.Join(", ", _files.Select(Database.Quote));

    /// <summary>Sorted by path; nothing unfinished.</summary>
    private static List<string> Find(Database database, string path)
    {
        var pattern = Directory.Exists(path) ? Path.Combine(path, "**", "*.parquet") : path;
        using var query = new Query(database, $"SELECT file FROM glob({Database.Quote(pattern)}) WHERE file NOT LIKE '%/.streamguard/%' ORDER BY file", Found);
        return [.. query.Texts().Select(row => row[0]!)];
    }

    private DuckDbException Missing(Field field, IEnumerable<string> there) =>
        new($"there is no column '{field.Name}' in '{_files[0]}', which has {string.Join(", ", there)}");

    /// <summary>Folders hold text: it is read as the column asks for, not as it looks.</summary>
    private string PartitionTypes(Schema schema)
    {
        var keys = (Path.GetDirectoryName(_files[0]) ?? "").Split('/', '\\').Where(part => part.Contains('=', StringComparison.Ordinal)).Select(part => part[..part.IndexOf('=', StringComparison.Ordinal)]);
        var types = keys.Distinct().Select(key => $"{Database.Quote(key)}: {Types.Sql(schema.Find(key)?.Type ?? ColumnType.String)}").ToList();
        return types.Count == 0 ? "" : $", hive_types = {{{string.Join(", ", types)}}}";
    }

    private static Dictionary<string, string> Describe(Database database, string from)
    {
        using var query = new Query(database, $"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {from})", Described);
        return query.Texts().ToDictionary(row => row[0]!, row => row[1]!, StringComparer.OrdinalIgnoreCase);
    }
}
