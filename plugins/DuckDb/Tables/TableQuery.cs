using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Native;
using StreamGuard.Plugins.DuckDb.Parquet;

namespace StreamGuard.Plugins.DuckDb.Tables;

/// <summary>Reads what stands behind FROM whole, in a database of its own in memory.</summary>
internal static class TableQuery
{
    private static readonly Schema Described = new([new("name", ColumnType.String), new("type", ColumnType.String)]);

    /// <param name="request">The columns wanted.</param>
    /// <param name="prepare">Statements to run before; null for none.</param>
    /// <param name="from">The table, as behind FROM.</param>
    /// <param name="words">The table in errors.</param>
    /// <exception cref="DuckDbException">It cannot be read, or has no such column, or one of another type.</exception>
    public static Batch Read(TableRequest request, string? prepare, string from, string words)
    {
        var spill = Directory.CreateTempSubdirectory("streamguard-").FullName;
        try
        {
            using var database = new Database(spill);
            if (prepare is not null) database.Run(prepare);
            var schema = new Schema(request.Columns.Select(column => new Field(column.Name, column.Type)));
            var types = Describe(database, from);
            var columns = request.Columns.Select(column => Column(column, types, words)).ToList();
            using var query = new Query(database, $"SELECT {string.Join(", ", columns)} FROM {from}", schema);
            return Collect(query, schema);
        }
        finally
        {
            Directory.Delete(spill, recursive: true);
        }
    }

    private static string Column(ColumnSpec column, Dictionary<string, string> types, string words)
    {
        var name = column.From ?? column.Name;
        if (!types.TryGetValue(name, out var type)) throw new DuckDbException($"there is no column '{name}' in {words}, which has {string.Join(", ", types.Keys)}");
        return ParquetTypes.Read(new Field(name, column.Type), type);
    }

    private static Dictionary<string, string> Describe(Database database, string from)
    {
        using var query = new Query(database, $"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {from})", Described);
        var rows = Collect(query, Described);
        var types = Enumerable.Range(0, rows.Rows).ToDictionary(row => (string)rows[0].Boxed(row)!, row => (string)rows[1].Boxed(row)!, StringComparer.OrdinalIgnoreCase);
        rows.Release();
        return types;
    }

    private static Batch Collect(Query query, Schema schema)
    {
        var builder = new BatchBuilder(schema);
        while (query.Next() is var (columns, rows))
        {
            for (var column = 0; column < columns.Length; column++)
            {
                for (var row = 0; row < rows; row++) builder[column].AppendFrom(columns[column], row);
                columns[column].Release();
            }
        }

        return builder.Build();
    }
}
