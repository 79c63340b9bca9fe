using Npgsql;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Postgres.Tables;

/// <summary>
/// Asks PostgreSQL for a table, in a transaction that can change nothing and sees one moment. The query is described first,
/// so that its mistakes are told at their places in it, and its rows are then read with the types that the columns have.
/// </summary>
internal sealed class PostgresTable : ITableReader
{
    public string Name => "postgres";

    public string? WhyNot(TableRequest request)
    {
        try
        {
            _ = new Target(request.Database!);
            return null;
        }
        catch (TableException problem)
        {
            return problem.Message;
        }
    }

    /// <exception cref="TableException">The server cannot be asked, refuses, or its rows have no such column, or one of another type.</exception>
    public TableRows Read(TableRequest request)
    {
        var target = new Target(request.Database!);
        var sql = request.Sql!.TrimEnd(' ', '\t', '\r', '\n', ';');
        var isDescribed = false;
        try
        {
            using var connection = new NpgsqlConnection(target.ConnectionString);
            connection.Open();
            using var transaction = connection.BeginTransaction(System.Data.IsolationLevel.RepeatableRead);
            Run(connection, transaction, "SET TRANSACTION READ ONLY");
            var columns = Describe(connection, transaction, sql, request.Columns);
            isDescribed = true;
            // On a line of its own, for a query may end with a comment.
            var rows = Collect(connection, transaction, $"SELECT {string.Join(", ", columns)} FROM (\n{sql}\n) AS asked", request.Columns);
            return new TableRows(rows, null);
        }
        catch (Exception cause) when (cause is not TableException)
        {
            throw Failure.Of(cause, target, isDescribed ? null : sql);
        }
    }

    private static void Run(NpgsqlConnection connection, NpgsqlTransaction transaction, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection, transaction);
        command.ExecuteNonQuery();
    }

    /// <summary>An expression for each column wanted.</summary>
    private static List<string> Describe(NpgsqlConnection connection, NpgsqlTransaction transaction, string sql, IReadOnlyList<ColumnSpec> wanted)
    {
        using var batch = Single(connection, transaction, sql);
        using var described = batch.ExecuteReader(System.Data.CommandBehavior.SchemaOnly);
        if (described.FieldCount == 0) throw new TableException("the query gives no columns: a table is read by a select");
        var names = Enumerable.Range(0, described.FieldCount).Select(described.GetName).ToList();
        return [.. wanted.Select(column => PostgresTypes.Read(column, Quote(names[Find(column, names)]), described.GetPostgresType(Find(column, names))))];
    }

    private static int Find(ColumnSpec column, List<string> names)
    {
        var name = column.From ?? column.Name;
        // Names are in small letters there unless quoted, so that a query may write them as it likes.
        foreach (var how in (StringComparison[])[StringComparison.Ordinal, StringComparison.OrdinalIgnoreCase])
        {
            var first = names.FindIndex(there => there.Equals(name, how));
            if (first < 0) continue;
            if (names.FindLastIndex(there => there.Equals(name, how)) != first) throw new TableException($"the query has the column '{name}' twice; give one of them another name with AS");
            return first;
        }

        throw new TableException($"there is no column '{name}' in the query, which has {string.Join(", ", names)}");
    }

    private static Batch Collect(NpgsqlConnection connection, NpgsqlTransaction transaction, string sql, IReadOnlyList<ColumnSpec> columns)
    {
        using var batch = Single(connection, transaction, sql);
        using var rows = batch.ExecuteReader();
        var builder = new BatchBuilder(new Schema(columns.Select(column => new Field(column.Name, column.Type))));
        var values = columns.Select((column, place) => new Values(column, place, builder[place])).ToList();
        while (rows.Read())
        {
            foreach (var value in values) value.Append(rows);
        }

        return builder.Build();
    }

    /// <summary>A command of a batch goes to the server as it is, which takes one statement alone: a second could end the transaction.</summary>
    private static NpgsqlBatch Single(NpgsqlConnection connection, NpgsqlTransaction transaction, string sql) =>
        new(connection, transaction) { BatchCommands = { new NpgsqlBatchCommand(sql) } };

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
