using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Native;
using StreamGuard.Plugins.DuckDb.Store;

namespace StreamGuard.Plugins.DuckDb.Questions;

/// <summary>Answers by itself where nobody writes to the store; otherwise asks the pipeline that does.</summary>
internal sealed class QueryEngine : IQueryEngine
{
    public string Name => "duckdb";

    public IQueryAnswer Ask(Question question, CancellationToken stop)
    {
        try
        {
            return question.Store is { } store ? Ask(StorePaths.Of(store), question, stop) : new OwnAnswer(ReadableStore.Nothing(question.Tables.Values), question, stop);
        }
        catch (FileNotFoundException missing)
        {
            throw new QueryException(missing.Message, isRefused: true);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new QueryException(failed.Message, isRefused: false);
        }
    }

    private static IQueryAnswer Ask(StorePaths paths, Question question, CancellationToken stop)
    {
        try
        {
            return new OwnAnswer(ReadableStore.Open(paths, question.Tables.Values), question, stop);
        }
        catch (StoreTakenException taken)
        {
            return RemoteAnswer.Ask(paths, question, stop) ?? throw new QueryException($"{taken.Message} (it answers no questions)", isRefused: false);
        }
    }

    /// <summary>Closes the store with the answer.</summary>
    private sealed class OwnAnswer : IQueryAnswer
    {
        private readonly ReadableStore _store;
        private readonly LocalAnswer _answer;

        public OwnAnswer(ReadableStore store, Question question, CancellationToken stop)
        {
            _store = store;
            try
            {
                _answer = new LocalAnswer(store.Connection, question, TimeProvider.System, stop);
            }
            catch
            {
                store.Dispose();
                throw;
            }
        }

        public IReadOnlyList<QueryColumn> Columns => _answer.Columns;

        public bool IsCut => _answer.IsCut;

        public string?[]? Next() => _answer.Next();

        public void Dispose()
        {
            _answer.Dispose();
            _store.Dispose();
        }
    }
}
