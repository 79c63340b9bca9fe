using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Core.Decoders.Csv;
using StreamGuard.Core.Decoders.Json;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Pipelines.Binders;

namespace StreamGuard.Core.Transforms.Tables;

/// <summary>Checks what a lookup says of its table: who reads it, its columns, and the row for those that match nothing.</summary>
internal sealed class LookupBinder(LookupOptions options, TransformBinding binding)
{
    private TableOptions Table => options.Table;

    /// <summary>The table; null when there was a problem, which has been reported.</summary>
    public TableSource? Source()
    {
        var columns = Table.Columns.Select(column => ColumnsOptions.Spec(column.Key, column.Value, binding.At($"table.columns.{column.Key}"))).ToList();
        var reader = Reader();
        var isSound = CheckNumber() & CheckDatabase() & CheckSecret() & CheckPaths(columns, reader?.Name) & CheckKey();
        if (!isSound || reader is null) return null;
        var source = new TableSource(Table, reader, columns);
        if (source.WhyNot() is { } reason)
        {
            binding.Error(ProblemCodes.TableUnreadable, Table.Postgres is not null ? "table.postgres" : Table.Sql is not null ? "table.sql" : "table.path", $"{reason}.");
            return null;
        }

        WarnOfAbsent();
        return source;
    }

    /// <summary>The row for those that match nothing; null when there was a problem, which has been reported.</summary>
    public Batch? Missing(Schema table)
    {
        var builder = new BatchBuilder(table);
        var isSound = options.Default is not { Count: > 0 } || options.OnMissing == MissingKey.Null || Contradicts("default", $"'default' gives values to rows that on_missing: {Naming.Snake(options.OnMissing.ToString())} takes away.", "Leave one of them out.");
        foreach (var name in options.Default?.Keys ?? []) isSound &= binding.RequireColumn($"default.{name}", name, table) >= 0;
        for (var i = 0; i < table.Count; i++)
        {
            if (options.Default?.GetValueOrDefault(table[i].Name) is not { } text)
            {
                builder[i].AppendNull();
                continue;
            }

            var conversion = new CsvConversion(new ColumnSpec { Name = table[i].Name, Type = table[i].Type });
            if (conversion.Append(Encoding.UTF8.GetBytes(text), builder[i]) is not { } reason) continue;
            builder[i].AppendNull();
            binding.Error(ProblemCodes.WrongType, $"default.{table[i].Name}", $"{reason}.");
            isSound = false;
        }

        return isSound ? builder.Build() : null;
    }

    /// <summary>No error: another program may write the file before this one starts.</summary>
    private void WarnOfAbsent()
    {
        if ((Table.Path ?? Table.Duckdb) is not { } file || File.Exists(file)) return;
        binding.Warning(ProblemCodes.TableAbsent, Table.Path is not null ? "table.path" : "table.duckdb", $"there is no file '{file}', and the table is read when the pipeline starts.",
            "Paths are relative to the working directory.");
    }

    private ITableReader? Reader()
    {
        var name = Table.Sql is null ? Table.Format ?? FormatOf(Table.Path!) : Table.Postgres is null ? "duckdb" : "postgres";
        if (binding.TableReader(name) is { } reader) return reader;
        var known = binding.TableReaderNames;
        binding.Error(ProblemCodes.TableFormatUnknown, Table.Sql is not null ? "table.sql" : Table.Format is null ? "table.path" : "table.format",
            Table.Sql is null ? $"nothing here reads tables of the format '{name}'." : $"nothing here asks a {name} database.",
            binding.Meant(name, known) ?? $"There are {string.Join(", ", known)}; a plugin may bring more.");
        return null;
    }

    private static string FormatOf(string path) => TableFile.Extension(path) switch
    {
        ".tsv" or ".txt" => "tsv",
        ".json" or ".jsonl" or ".ndjson" => "json",
        ".parquet" => "parquet",
        _ => "csv",
    };

    private bool CheckNumber()
    {
        if (Table.RowNumber is not { } number || !Table.Columns.ContainsKey(number)) return true;
        binding.Error(ProblemCodes.ColumnTwice, "table.row_number", $"the table has a column '{number}' already.", "Give the row's number another name.");
        return false;
    }

    private bool CheckDatabase()
    {
        if (Table.Duckdb is not null && Table.Postgres is not null) return Contradicts("table.postgres", "the query is for one database, and both 'duckdb' and 'postgres' are written.", "Keep one of them.");
        if (Table.Sql is not null) return Table.Format is null || Contradicts("table.format", "'format' says how a file is written, and the table is a query.", "Remove it.");
        var database = Table.Duckdb is not null ? "duckdb" : Table.Postgres is not null ? "postgres" : null;
        return database is null || Contradicts($"table.{database}", $"'{database}' is a database to ask, and the table is a file.", "Write sql: select … in the place of path.");
    }

    /// <summary>Of the string nothing is repeated.</summary>
    private bool CheckSecret()
    {
        if (Table.Postgres is not { } connection || binding.IsVariable("table.postgres") || !HoldsPassword(connection)) return true;
        binding.Error(ProblemCodes.TableSecretInFile, "table.postgres", "the connection string's password is a secret and stands in the file.",
            "Write Password=${NAME} to take it from the environment, or Passfile= with the path of a .pgpass file.");
        return false;
    }

    /// <summary>As PostgreSQL's driver names it; blanks and cases are as one likes.</summary>
    private static bool HoldsPassword(string connection) => connection.Split(';')
        .Select(setting => setting.Split('=', 2)[0].Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant())
        .Any(key => key is "password" or "pwd" or "psw" or "sslpassword");

    private bool CheckPaths(IReadOnlyList<ColumnSpec> columns, string? format)
    {
        var isSound = Table.Rows is null || format is "json" or null || Contradicts("table.rows", $"'rows' leads into a document of JSON, and the table is {format}.", "Remove it, or write format: json.");
        if (isSound && Table.Rows is { } rows && FieldPath.Parse(rows) is null) isSound = Unreadable("table.rows", "table.rows", rows);
        foreach (var column in columns.Where(column => format == "json" && column.From is not null && FieldPath.Parse(column.From) is null))
            isSound &= Unreadable($"table.columns.{column.Name}.from", $"table.columns.{column.Name}.from", column.From!);
        return isSound;
    }

    private bool CheckKey() => options.On.Count > 0 || Table.Key is null || Contradicts("table.key", "'key' is matched with the columns under 'on', and there are none.", "Name them under 'on', or remove the key.");

    private bool Unreadable(string path, string name, string found)
    {
        binding.Error(ProblemCodes.FieldPathUnreadable, path, $"{name} is no path into a document, got '{found}'.", "Write names with dots between them and list places in brackets, for example a.b[0].");
        return false;
    }

    private bool Contradicts(string path, string message, string hint)
    {
        binding.Error(ProblemCodes.LookupContradicts, path, message, hint);
        return false;
    }
}
