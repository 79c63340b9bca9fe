using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Native;

namespace StreamGuard.Plugins.DuckDb.Tables;

/// <summary>Asks DuckDB for a table: a database's file, opened to read only, or files that the query names itself.</summary>
internal sealed class SqlTable : ITableReader
{
    public string Name => "duckdb";

    /// <exception cref="FileNotFoundException">The database's file does not exist.</exception>
    /// <exception cref="DuckDbException">The query fails, or its rows have no such column, or one of another type.</exception>
    public TableRows Read(TableRequest request)
    {
        if (request.Database is { } file && !File.Exists(file)) throw new FileNotFoundException($"the database '{file}' does not exist", file);
        var attach = request.Database is { } database ? $"ATTACH {Database.Quote(database)} AS asked (READ_ONLY); USE asked" : null;
        return new TableRows(TableQuery.Read(request, attach, $"({request.Sql!.TrimEnd(' ', '\n', ';')})", "the query"), null);
    }
}
