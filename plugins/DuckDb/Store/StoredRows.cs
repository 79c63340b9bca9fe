using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Native;

namespace StreamGuard.Plugins.DuckDb.Store;

/// <summary>Brings rows into a sink's table, within a transaction.</summary>
/// <param name="options">Say which rows give way.</param>
/// <param name="table">Where they go.</param>
/// <param name="clock">The pipeline's.</param>
internal sealed class StoredRows(StoreSinkOptions options, StoreTable table, TimeProvider clock)
{
    private const string Staged = "streamguard_staged";

    // In microseconds, of all rows that were there or came, once it is known: the table is not read again for each commit.
    private long? _newest;

    /// <param name="connection">In a transaction.</param>
    /// <param name="schema">Of the rows; the table has its columns.</param>
    /// <param name="rows">The rows in order, each released once it is written.</param>
    public void Add(Connection connection, Schema schema, IEnumerable<Batch> rows)
    {
        // First into a table of the connection's own: the rows there may have fewer columns, or in another order.
        using (var staged = new RowTable(connection, Staged, schema))
        {
            foreach (var batch in rows)
            {
                staged.Append(batch);
                batch.Release();
            }

            staged.Flush();
        }

        var columns = StoreTable.List(schema.Names);
        RemoveOld(connection, schema);
        RemoveReplaced(connection);
        connection.Run($"INSERT INTO {table.Sql} ({columns}) SELECT {columns} FROM {Staged}{LastOfEach}");
        connection.Run($"DROP TABLE {Staged}");
    }

    /// <summary>Takes away the rows that were added last.</summary>
    public void TakeBack(Connection connection, long rows)
    {
        _newest = null;
        // Numbers of rows change when room is used again; their order does not.
        if (rows > 0) connection.Run($"DELETE FROM {table.Sql} WHERE rowid IN (SELECT rowid FROM {table.Sql} ORDER BY rowid DESC LIMIT {rows})");
    }

    private string Time => Connection.Name(options.Retention?.Time ?? "");

    private string LastOfEach => options.Key.Count == 0 ? "" : $" QUALIFY row_number() OVER (PARTITION BY {StoreTable.List(options.Key)} ORDER BY rowid DESC) = 1";

    /// <summary>Before the new rows come: those stay until the next time, so that they can be taken back.</summary>
    private void RemoveOld(Connection connection, Schema schema)
    {
        if (options.Retention is not { } retention || schema.IndexOf(retention.Time) < 0) return;
        _newest ??= Newest(table.Sql);
        if (Newest(Staged) is { } come && !(_newest > come)) _newest = come;
        if (_newest is not { } newest) return;
        // A row from the future must not take all others with it.
        var now = Timestamps.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var oldest = Math.Min(newest, now) - retention.Age.Microseconds;
        connection.Run($"DELETE FROM {table.Sql} WHERE {Time} < make_timestamptz({oldest})");

        long? Newest(string of) => connection.Number($"SELECT epoch_us(max({Time})) FROM {of}");
    }

    private void RemoveReplaced(Connection connection)
    {
        if (options.Key.Count == 0) return;
        var same = options.Key.Select(Connection.Name).Select(key => $"kept.{key} IS NOT DISTINCT FROM replaced.{key}");
        connection.Run($"DELETE FROM {table.Sql} AS kept USING (SELECT DISTINCT {StoreTable.List(options.Key)} FROM {Staged}) AS replaced WHERE {string.Join(" AND ", same)}");
    }
}
