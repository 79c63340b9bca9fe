using StreamGuard.Contracts;
using StreamGuard.Plugins.Postgres.Tables;
using StreamGuard.Plugins.Postgres.Tests.Support;

namespace StreamGuard.Plugins.Postgres.Tests.Tables;

public sealed class PostgresTableTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly DateTime At = new(2025, 11, 8, 14, 30, 0, DateTimeKind.Utc);

    private PostgresServer Server => fixture.Server;

    [PostgresFact]
    public void Reads_rows_and_nulls()
    {
        var rows = Read("SELECT * FROM (VALUES ('a', 1.5, TIMESTAMPTZ '2025-11-08 15:30:00+01'), ('b', NULL, NULL)) AS t(device, lim, since) ORDER BY device -- all;",
            Column("device", "string"), Column("high", "float") with { From = "LIM" }, Column("since", "timestamp"));

        Assert.Equal([["a", 1.5, At], ["b", null, null]], rows);
    }

    [PostgresTheory]
    [InlineData("bool", "true", true)]
    [InlineData("int", "7::int2", 7L)]
    [InlineData("int", "7::int4", 7L)]
    [InlineData("int", "9223372036854775807", long.MaxValue)]
    [InlineData("float", "0.5::real", 0.5)]
    [InlineData("float", "0.1::float8", 0.1)]
    [InlineData("float", "12345678901234567890123456789012345.5", 12345678901234567890123456789012345.5)]
    [InlineData("float", "'NaN'::numeric", double.NaN)]
    [InlineData("float", "3", 3.0)]
    [InlineData("string", "'ü'::text", "ü")]
    [InlineData("string", "'x'::varchar(9)", "x")]
    [InlineData("string", "'0189fd3e-93a5-7c5f-8000-000000000000'::uuid", "0189fd3e-93a5-7c5f-8000-000000000000")]
    [InlineData("string", "'10.0.0.1/8'::inet", "10.0.0.1/8")]
    [InlineData("string", "TIME '01:02:03'", "01:02:03")]
    [InlineData("json", "'{\"a\": 1}'::jsonb", "{\"a\": 1}")]
    [InlineData("json", "'[1 ]'::json", "[1 ]")]
    [InlineData("json", "'[2]'::text", "[2]")]
    public void Reads_a_type(string type, string value, object expected) =>
        Assert.Equal([[expected]], Read($"SELECT {value} AS x", Column("x", type)));

    [PostgresTheory]
    [InlineData("TIMESTAMPTZ '2025-11-08 14:30:00Z'", null)]
    [InlineData("TIMESTAMP '2025-11-08 14:30:00'", null)]
    [InlineData("1762612200", "s")]
    [InlineData("1762612200000", "ms")]
    [InlineData("1762612200000000999", "ns")]
    public void Reads_times_as_utc_whatever_the_session_is(string value, string? unit)
    {
        var column = Column("x", "timestamp") with { Unit = unit };

        Assert.Equal([[At]], Values(new PostgresTable().Read(new TableRequest { Sql = $"SELECT {value} AS x", Database = Server.Connection + ";Timezone=Asia/Tokyo", Columns = [column] })));
    }

    [PostgresFact]
    public void Reads_durations_dates_and_lists()
    {
        var rows = Read("SELECT INTERVAL '1 day 00:00:00.000001' AS d, DATE '2025-11-08' AS day, ARRAY[1.5, NULL, 2] AS f, ARRAY['a', NULL] AS s, '{}'::int[] AS none",
            Column("d", "duration"), Column("day", "timestamp"), Column("f", "list(float)"), Column("s", "list(string)"), Column("none", "list(int)"));

        Assert.Equal(new Duration(86_400_000_001), rows[0][0]);
        Assert.Equal(At.Date, rows[0][1]);
        Assert.Equal([1.5, null, 2.0], (object?[])rows[0][2]!);
        Assert.Equal(["a", null], (object?[])rows[0][3]!);
        Assert.Empty((object?[])rows[0][4]!);
    }

    [PostgresFact]
    public void Reads_what_is_not_finite_as_null_where_that_is_asked_for() =>
        Assert.Equal([[null]], Read("SELECT 'infinity'::float8 AS x", Column("x", "float") with { NonFiniteIsNull = true }));

    [PostgresTheory]
    [InlineData("int", "1.5", "column 'x' is numeric there and cannot be read as int; cast it in the query, or give it the type it has")]
    [InlineData("string", "1", "column 'x' is integer there and cannot be read as string")]
    [InlineData("string", "point(1, 2)", "column 'x' is point there and cannot be read as string")]
    [InlineData("timestamp", "1", "column 'x' is integer there and cannot be read as timestamp; give it a unit: s, ms, us or ns")]
    [InlineData("list(float)", "1.5", "column 'x' is numeric there and cannot be read as list(float)")]
    [InlineData("timestamp", "'infinity'::timestamptz", "column 'x' holds a time that is infinite")]
    [InlineData("float", "1e400", "out of range")]
    [InlineData("duration", "INTERVAL '1 month'", "month")]
    public void Refuses_what_it_cannot_read(string type, string value, string message) =>
        Assert.Contains(message, Refusal($"SELECT {value} AS x", Column("x", type)), StringComparison.Ordinal);

    [PostgresFact]
    public void Says_which_column_is_not_there_or_there_twice()
    {
        Assert.Equal("there is no column 'y' in the query, which has x, z", Refusal("SELECT 1 AS x, 2 AS z", Column("y", "int")));
        Assert.Equal("the query has the column 'x' twice; give one of them another name with AS", Refusal("SELECT 1 AS x, 2 AS x", Column("x", "int")));
    }

    [PostgresFact]
    public void Says_where_a_query_is_wrong() => Assert.Equal(
        $"PostgreSQL at 127.0.0.1:{Server.Port}: column \"devic\" does not exist (42703) in line 2 of the query, column 3",
        Refusal("SELECT\n  devic", Column("x", "int")));

    [PostgresFact]
    public async Task Changes_nothing()
    {
        await Server.RunSqlAsync("CREATE TABLE IF NOT EXISTS kept AS SELECT 1 AS x; CREATE OR REPLACE FUNCTION clear() RETURNS int LANGUAGE sql AS 'DELETE FROM kept RETURNING x'");

        Assert.EndsWith("a table is read, and the query would change something", Refusal("SELECT clear() AS x", Column("x", "int")), StringComparison.Ordinal);
        Assert.Contains("multiple commands", Refusal("SELECT 1 AS x; COMMIT; DELETE FROM kept", Column("x", "int")), StringComparison.Ordinal);
        Assert.Equal("the query gives no columns: a table is read by a select", Refusal("DELETE FROM kept", Column("x", "int")));
        Assert.Contains("syntax error", Refusal("DELETE FROM kept RETURNING x", Column("x", "int")), StringComparison.Ordinal);
        Assert.Equal([[1L]], Read("SELECT x FROM kept", Column("x", "int")));
    }

    [PostgresFact]
    public void Waits_no_longer_than_it_may()
    {
        var request = new TableRequest { Sql = "SELECT pg_sleep(600)::text AS x", Database = Server.Connection + ";Command Timeout=1", Columns = [Column("x", "string")] };

        Assert.Contains("no answer within 1 s", Assert.Throws<TableException>(() => new PostgresTable().Read(request)).Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public void A_wrong_password_is_refused_and_not_told()
    {
        var request = new TableRequest { Sql = "SELECT 1 AS x", Database = Server.ConnectionWith("hunter2"), Columns = [Column("x", "int")] };

        var refused = Assert.Throws<TableException>(() => new PostgresTable().Read(request));

        Assert.Equal($"PostgreSQL at 127.0.0.1:{Server.Port}: password authentication failed for user \"plant\" (28P01)", refused.Message);
        Assert.DoesNotContain("hunter2", refused.ToString(), StringComparison.Ordinal);
    }

    [PostgresFact]
    public void A_password_may_stand_in_a_file_of_its_own()
    {
        using var folder = new TempFolder();
        var file = folder.Write("pgpass", $"127.0.0.1:{Server.Port}:*:plant:{PostgresServer.Password}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var connection = $"Host=127.0.0.1;Port={Server.Port};Database=postgres;Username=plant;Passfile={file}";

        Assert.Equal([[1L]], Values(new PostgresTable().Read(new TableRequest { Sql = "SELECT 1 AS x", Database = connection, Columns = [Column("x", "int")] })));
    }

    private List<object?[]> Read(string sql, params ColumnSpec[] columns) => Values(new PostgresTable().Read(Request(sql, columns)));

    private string Refusal(string sql, params ColumnSpec[] columns) => Assert.Throws<TableException>(() => new PostgresTable().Read(Request(sql, columns))).Message;

    private TableRequest Request(string sql, ColumnSpec[] columns) => new() { Sql = sql, Database = Server.Connection, Columns = columns };

    private static ColumnSpec Column(string name, string type) => new() { Name = name, Type = ColumnType.Parse(type)! };

    private static List<object?[]> Values(TableRows table) =>
        [.. Enumerable.Range(0, table.Rows.Rows).Select(row => table.Rows.Columns.ToArray().Select(column => column.Boxed(row)).ToArray())];
}
