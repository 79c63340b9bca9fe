using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Questions;

namespace StreamGuard.Plugins.DuckDb.Tests.Support;

/// <summary>Reads a store that nobody has open, or that a pipeline answers for.</summary>
internal static class StoreReader
{
    /// <summary>The rows that a question gives; none where the store has no such table.</summary>
    public static List<string?[]> Read(string store, string sql)
    {
        try
        {
            return Ask(new Question(sql) { Store = store });
        }
        catch (QueryException missing) when (missing.Message.Contains("does not exist", StringComparison.Ordinal))
        {
            return [];
        }
    }

    public static List<string?[]> Ask(Question question, CancellationToken stop = default)
    {
        using var answer = new QueryEngine().Ask(question, stop);
        var rows = new List<string?[]>();
        while (answer.Next() is { } row) rows.Add(row);
        return rows;
    }
}
