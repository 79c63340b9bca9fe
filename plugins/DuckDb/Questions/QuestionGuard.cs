using System.Text.Json;
using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Native;

namespace StreamGuard.Plugins.DuckDb.Questions;

/// <summary>
/// Lets through what only reads. It looks at DuckDB's own tree of the statement, before anything in it is bound: some
/// functions act when they are bound, and some of those that can stand in a SELECT write or change settings.
/// </summary>
internal static class QuestionGuard
{
    private static readonly Schema Tree = new([new("tree", ColumnType.String)]);

    // Functions that make rows and do nothing else. What reads files is held to the pipeline's own by the database itself.
    private static readonly HashSet<string> TableFunctions = new(StringComparer.OrdinalIgnoreCase)
    {
        "range", "generate_series", "unnest", "repeat", "repeat_row", "read_parquet", "parquet_scan", "parquet_metadata", "parquet_schema", "parquet_file_metadata",
        "duckdb_columns", "duckdb_tables", "duckdb_views", "duckdb_schemas", "duckdb_types", "duckdb_functions", "duckdb_keywords", "pragma_table_info", "json_each", "json_tree",
        "histogram", "histogram_values", "summary",
    };

    private static readonly HashSet<string> ScalarsThatAct = new(StringComparer.OrdinalIgnoreCase) { "write_log", "nextval", "setseed", "getenv" };

    /// <exception cref="QueryException">It is no question, or no single one, or it does more than to read.</exception>
    public static void Check(Connection connection, string sql)
    {
        using var document = JsonDocument.Parse(Parse(connection, sql));
        var root = document.RootElement;
        if (root.GetProperty("error").GetBoolean())
        {
            throw root.GetProperty("error_type").GetString() == "not implemented"
                ? new QueryException("only questions are answered: SELECT, FROM, WITH, VALUES, DESCRIBE, SHOW or SUMMARIZE; nothing is changed, copied or set", isRefused: true)
                : new QueryException(Words(root.GetProperty("error_message").GetString() ?? "it is no SQL"), isRefused: true);
        }

        if (root.GetProperty("statements").GetArrayLength() != 1) throw new QueryException("ask one question at a time", isRefused: true);
        Walk(root);
    }

    private static string Parse(Connection connection, string sql)
    {
        using var query = new Query(connection, $"SELECT json_serialize_sql({Connection.Quote(sql)})", Tree);
        return query.Texts().First()[0]!;
    }

    private static void Walk(JsonElement node)
    {
        if (node.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in node.EnumerateArray()) Walk(item);
            return;
        }

        if (node.ValueKind != JsonValueKind.Object) return;
        if (Text(node, "type") == "TABLE_FUNCTION" && Text(node.GetProperty("function"), "function_name") is { } table && !TableFunctions.Contains(table))
            throw new QueryException($"the function '{table}' is not for questions", isRefused: true);
        if (Text(node, "function_name") is { } scalar && ScalarsThatAct.Contains(scalar))
            throw new QueryException($"the function '{scalar}' is not for questions", isRefused: true);
        foreach (var member in node.EnumerateObject()) Walk(member.Value);
    }

    private static string? Text(JsonElement node, string name) =>
        node.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Words(string message) => message.ReplaceLineEndings(" ").Trim();
}
