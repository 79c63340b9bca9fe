using System.Security.Cryptography;
using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Native;

namespace StreamGuard.Plugins.DuckDb.Tables;

/// <summary>Reads a table in a Parquet file.</summary>
internal sealed class ParquetTable : ITableReader
{
    public string Name => "parquet";

    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="DuckDbException">It cannot be read, or has no such column, or one of another type.</exception>
    public TableRows Read(TableRequest request)
    {
        if (!File.Exists(request.Path)) throw new FileNotFoundException($"the table '{request.Path}' does not exist", request.Path);
        var rows = TableQuery.Read(request, null, $"read_parquet({Database.Quote(request.Path)})", $"'{request.Path}'");
        using var file = File.OpenRead(request.Path);
        return new TableRows(rows, SHA256.HashData(file));
    }
}
