using System.Globalization;
using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Native;

namespace StreamGuard.Plugins.DuckDb.Questions;

/// <summary>The columns of an answer: how each is read from DuckDB, and how it becomes text.</summary>
internal sealed class AnswerColumns
{
    private readonly List<QueryColumn> _columns = [];
    private readonly List<ColumnType> _types = [];
    private readonly List<string> _reads = [];

    /// <exception cref="QueryException">The question cannot be understood.</exception>
    public AnswerColumns(Connection connection, string sql)
    {
        if (Api.Prepare(connection.Handle, sql, out var statement) != 0)
        {
            var message = Instance.Text(Api.PrepareError(statement));
            Api.DestroyPrepare(ref statement);
            throw new QueryException(message, isRefused: true);
        }

        for (var i = 0UL; i < Api.PreparedColumns(statement); i++)
        {
            var name = Api.PreparedColumnName(statement, i);
            Add(Instance.Text(name), (DuckType)Api.PreparedColumnType(statement, i));
            Api.Free(name);
        }

        Api.DestroyPrepare(ref statement);
    }

    public IReadOnlyList<QueryColumn> All => _columns;

    /// <summary>How the columns are read, whatever their names: two may have one.</summary>
    public Schema Schema => new(_types.Select((type, i) => new Field($"c{i}", type)));

    /// <summary>The statement that gives them.</summary>
    /// <param name="sql">The question.</param>
    /// <param name="most">Rows of it that can be wanted: of an order it then keeps no more than those in memory.</param>
    public string Wrap(string sql, long most) =>
        $"SELECT {string.Join(", ", _reads)} FROM (\n{sql.TrimEnd().TrimEnd(';')}\n) AS answer({string.Join(", ", _reads.Select((_, i) => $"c{i}"))}) LIMIT {most}";

    public static string? Text(Column column, int row) => column.Boxed(row) switch
    {
        null => null,
        bool value => value ? "true" : "false",
        long value => value.ToString(CultureInfo.InvariantCulture),
        double value => value.ToString("R", CultureInfo.InvariantCulture),
        DateTime value => Timestamps.Format(Timestamps.FromDateTime(value)),
        var other => other.ToString(),
    };

    private void Add(string name, DuckType type)
    {
        var at = $"c{_columns.Count}";
        var (kind, read, how) = type switch
        {
            DuckType.Boolean => (QueryKind.Bool, ColumnType.Bool, at),
            DuckType.TinyInt or DuckType.SmallInt or DuckType.Integer or DuckType.BigInt or DuckType.UTinyInt or DuckType.USmallInt or DuckType.UInteger => (QueryKind.Number, ColumnType.Int, $"{at}::BIGINT"),
            DuckType.Float or DuckType.Double => (QueryKind.Number, ColumnType.Float, $"{at}::DOUBLE"),
            DuckType.HugeInt or DuckType.UBigInt or DuckType.UHugeInt or DuckType.Decimal => (QueryKind.Number, ColumnType.String, $"{at}::VARCHAR"),
            DuckType.Timestamp or DuckType.TimestampS or DuckType.TimestampMs or DuckType.TimestampNs or DuckType.TimestampTz => (QueryKind.Text, ColumnType.Timestamp, $"epoch_us({at})"),
            DuckType.List or DuckType.Struct or DuckType.Map or DuckType.Array => (QueryKind.Json, ColumnType.String, $"to_json({at})::VARCHAR"),
            _ => (QueryKind.Text, ColumnType.String, $"{at}::VARCHAR"),
        };
        _columns.Add(new QueryColumn(name, kind));
        _types.Add(read);
        _reads.Add(how);
    }
}
