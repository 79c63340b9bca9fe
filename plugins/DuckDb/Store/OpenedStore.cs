using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Native;
using StreamGuard.Plugins.DuckDb.Questions;

namespace StreamGuard.Plugins.DuckDb.Store;

/// <summary>A store that this process has open.</summary>
internal sealed class OpenedStore(ReadableStore store) : IStoreReader
{
    public void Check(string sql) => QuestionGuard.Check(store.Connection, sql);

    public Dictionary<string, string> Describe(string from) => StoreTypes.Describe(store.Connection, from);

    public long Count(string from) => store.Connection.Count(from);

    public IEnumerable<(Column[] Columns, int Rows)> Read(IReadOnlyList<string> select, string from, Schema schema)
    {
        using var query = new Query(store.Connection, $"SELECT {string.Join(", ", select)} FROM {from}", schema);
        while (query.Next() is { } chunk) yield return chunk;
    }

    public void Dispose() => store.Dispose();
}
