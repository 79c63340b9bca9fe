using Npgsql;

namespace StreamGuard.Plugins.Postgres.Tables;

/// <summary>What went wrong, in words for people: the server's own where it spoke. The cause is not kept, so that nothing prints more.</summary>
internal static class Failure
{
    /// <param name="cause">The driver's.</param>
    /// <param name="target">Who was asked.</param>
    /// <param name="sql">The query that positions lead into; null where they lead elsewhere.</param>
    public static TableException Of(Exception cause, Target target, string? sql) => new($"{target.Words}: {target.Mask(Reason(cause, target, sql))}");

    private static string Reason(Exception cause, Target target, string? sql) => cause switch
    {
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } said => $"{said.MessageText}: a table is read, and the query would change something",
        PostgresException said => $"{said.MessageText} ({said.SqlState}){Place(said.Position, sql)}{Hint(said.Hint)}",
        NpgsqlException { InnerException: TimeoutException } or TimeoutException => $"no answer within {target.CommandTimeout} s, or no connection in time; Command Timeout and Timeout in the connection string say how long",
        NpgsqlException { InnerException: { } inner } => $"{cause.Message}: {inner.Message}",
        _ => cause.Message,
    };

    /// <summary>Where the server stopped reading; it counts letters from 1.</summary>
    private static string Place(int position, string? sql)
    {
        if (sql is null || position < 1) return "";
        var before = sql[..Math.Min(position - 1, sql.Length)];
        return $" in line {before.Count(letter => letter == '\n') + 1} of the query, column {before.Length - before.LastIndexOf('\n')}";
    }

    private static string Hint(string? hint) => string.IsNullOrEmpty(hint) ? "" : $"; {hint}";
}
