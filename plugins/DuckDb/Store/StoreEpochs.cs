using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Native;

namespace StreamGuard.Plugins.DuckDb.Store;

/// <summary>What a store remembers of a sink.</summary>
/// <param name="Lineage">Of the runs that go on from one another's checkpoints; counted from 1.</param>
/// <param name="Epoch">The last that was committed.</param>
/// <param name="Previous">The one before that; -1 where it is not known.</param>
/// <param name="Rows">How many rows came with the last.</param>
internal sealed record CommittedEpoch(int Lineage, long Epoch, long Previous, long Rows);

/// <summary>The table of epochs in a store: a row for each sink, written in the transaction that its rows are written in.</summary>
internal sealed class StoreEpochs(string pipeline, string sink, string table)
{
    private const string Table = "streamguard.epochs";

    private static readonly Schema Saved = new([new("lineage", ColumnType.Int), new("epoch", ColumnType.Int), new("previous", ColumnType.Int), new("rows", ColumnType.Int)]);
    private static readonly Schema Others = new([new("owner", ColumnType.String)]);

    public static void Make(Connection connection)
    {
        connection.Run("CREATE SCHEMA IF NOT EXISTS streamguard");
        connection.Run($"CREATE TABLE IF NOT EXISTS {Table} (pipeline VARCHAR, sink VARCHAR, \"table\" VARCHAR, lineage BIGINT, epoch BIGINT, previous BIGINT, rows BIGINT)");
    }

    /// <summary>Null when the sink has never committed.</summary>
    public CommittedEpoch? Read(Connection connection)
    {
        using var query = new Query(connection, $"SELECT lineage, epoch, previous, rows FROM {Table} WHERE {Own}", Saved);
        if (query.Next() is not var (columns, rows)) return null;
        long At(int column) => ((FixedColumn<long>)columns[column]).Values[0];
        var found = rows == 0 ? null : new CommittedEpoch((int)At(0), At(1), At(2), At(3));
        foreach (var column in columns) column.Release();
        return found;
    }

    public void Write(Connection connection, CommittedEpoch epoch)
    {
        connection.Run($"DELETE FROM {Table} WHERE {Own}");
        connection.Run(
            $"INSERT INTO {Table} VALUES ({Connection.Quote(pipeline)}, {Connection.Quote(sink)}, {Connection.Quote(table)}, {epoch.Lineage}, {epoch.Epoch}, {epoch.Previous}, {epoch.Rows})");
    }

    /// <summary>Another sink that has written to the table, as "pipeline.sink"; null when there is none.</summary>
    public string? Other(Connection connection)
    {
        using var query = new Query(connection, $"SELECT pipeline || '.' || sink FROM {Table} WHERE \"table\" = {Connection.Quote(table)} AND NOT ({Own}) LIMIT 1", Others);
        return query.Texts().Select(row => row[0]).FirstOrDefault();
    }

    private string Own => $"pipeline = {Connection.Quote(pipeline)} AND sink = {Connection.Quote(sink)}";
}
