using System.Globalization;
using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Native;
using StreamGuard.Plugins.DuckDb.Questions;

namespace StreamGuard.Plugins.DuckDb.Store;

/// <summary>A store that a pipeline of another process writes to: that one is asked, and answers as of its last commit.</summary>
/// <param name="paths">Of the store.</param>
/// <param name="taken">Who has it.</param>
/// <param name="stop">Ends the wait for an answer.</param>
internal sealed class AskedStore(StorePaths paths, StoreTakenException taken, CancellationToken stop) : IStoreReader
{
    private const int MostRows = 4096;

    // As much as a pipeline grants a question.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <remarks>The pipeline checks too, but what it is asked has the statement inside another.</remarks>
    public void Check(string sql)
    {
        using var nothing = ReadableStore.Nothing([]);
        QuestionGuard.Check(nothing.Connection, sql);
    }

    public Dictionary<string, string> Describe(string from)
    {
        using var answer = Ask($"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {from})");
        var types = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (answer.Next() is { } row) types[row[0]!] = row[1]!;
        return types;
    }

    public long Count(string from)
    {
        using var answer = Ask($"SELECT count(*) FROM {from}");
        return long.Parse(answer.Next()![0]!, CultureInfo.InvariantCulture);
    }

    public IEnumerable<(Column[] Columns, int Rows)> Read(IReadOnlyList<string> select, string from, Schema schema)
    {
        using var answer = Ask($"SELECT {string.Join(", ", select.Select((expression, i) => AnsweredText.Sql(schema[i].Type, expression)))} FROM {from}");
        var columns = schema.Fields.Select(field => ColumnBuilder.For(field.Type)).ToArray();
        while (answer.Next() is { } row)
        {
            for (var i = 0; i < columns.Length; i++) AnsweredText.Append(columns[i], row[i]);
            if (columns[0].Length == MostRows) yield return Take(columns);
        }

        if (columns[0].Length > 0) yield return Take(columns);
    }

    public void Dispose() { }

    private static (Column[] Columns, int Rows) Take(ColumnBuilder[] columns)
    {
        var rows = columns[0].Length;
        return ([.. columns.Select(column => column.Build())], rows);
    }

    private RemoteAnswer Ask(string sql) =>
        RemoteAnswer.Ask(paths, new Question(sql) { Store = paths.File, Longest = Longest }, stop)
        ?? throw new StoreTakenException($"{taken.Message} (it answers no questions)");
}
