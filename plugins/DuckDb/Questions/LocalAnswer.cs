using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Native;

namespace StreamGuard.Plugins.DuckDb.Questions;

/// <summary>An answer by a connection in this process, in a transaction that cannot write.</summary>
internal sealed class LocalAnswer : IQueryAnswer
{
    private readonly Connection _connection;
    private readonly Question _question;
    private readonly CancellationToken _stop;
    private readonly Interrupter _interrupter;
    private readonly AnswerColumns _columns;
    private readonly Query _query;
    private Column[] _at = [];
    private int _rows;
    private int _row;
    private long _given;

    /// <param name="connection">Nothing else may run there until this is disposed; it is not closed.</param>
    /// <param name="question">Its store is the connection's.</param>
    /// <param name="clock">Tells when it has taken too long.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="QueryException">It cannot be answered.</exception>
    public LocalAnswer(Connection connection, Question question, TimeProvider clock, CancellationToken stop)
    {
        (_connection, _question, _stop) = (connection, question, stop);
        _interrupter = new Interrupter(connection, question.Longest, clock, stop);
        try
        {
            Views.Make(connection, question.Tables);
            QuestionGuard.Check(connection, question.Sql);
            connection.Run("BEGIN TRANSACTION READ ONLY");
            _columns = new AnswerColumns(connection, question.Sql);
            _query = new Query(connection, _columns.Wrap(question.Sql, MostRead(question.MostRows)), _columns.Schema);
        }
        catch (Exception failed)
        {
            // To understand a question may take long too: what is constant in it is reckoned then.
            var failure = failed is DuckDbException || IsInterrupt(failed) ? Failure(failed) : null;
            End();
            if (failure is not null) throw failure;
            throw;
        }
    }

    public IReadOnlyList<QueryColumn> Columns => _columns.All;

    public bool IsCut { get; private set; }

    public string?[]? Next()
    {
        try
        {
            if (_row == _rows && !Fetch()) return null;
        }
        catch (DuckDbException failed)
        {
            throw Failure(failed);
        }

        if (_given == _question.MostRows)
        {
            IsCut = true;
            return null;
        }

        _given++;
        var row = _row++;
        return Array.ConvertAll(_at, column => AnswerColumns.Text(column, row));
    }

    public void Dispose()
    {
        Forget();
        _query.Dispose();
        End();
    }

    /// <summary>One more tells that there are more.</summary>
    private static long MostRead(long wanted) => wanted == long.MaxValue ? wanted : wanted + 1;

    private bool Fetch()
    {
        Forget();
        do
        {
            if (_query.Next() is not var (columns, rows)) return false;
            (_at, _rows, _row) = (columns, rows, 0);
            if (rows == 0) Forget();
        }
        while (_rows == 0);
        return true;
    }

    private void Forget()
    {
        foreach (var column in _at) column.Release();
        (_at, _rows, _row) = ([], 0, 0);
    }

    private void End()
    {
        _interrupter.Dispose();
        try
        {
            _connection.Run("ROLLBACK");
        }
        catch (DuckDbException)
        {
            // No transaction had begun.
        }
    }

    private QueryException Failure(Exception failed)
    {
        if (_stop.IsCancellationRequested) return new QueryException("the question was given up", isRefused: false);
        if (_interrupter.IsLate) return new QueryException($"the question took longer than {_question.Longest.TotalSeconds:0.#} s and was stopped", isRefused: false) { IsLate = true };
        var message = IsInterrupt(failed) ? "the pipeline needed the memory that the question took, and stopped it" : failed.Message;
        return new QueryException(message, isRefused: false);
    }

    private static bool IsInterrupt(Exception failed) => failed.Message.Contains("Interrupted", StringComparison.Ordinal);
}
