using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Native;
using StreamGuard.Plugins.DuckDb.Questions;
using StreamGuard.Plugins.DuckDb.Tests.Support;

namespace StreamGuard.Plugins.DuckDb.Tests.Questions;

public sealed class LocalAnswerTests : IDisposable
{
    private const string Newest = "SELECT * FROM events ORDER BY n DESC";

    private readonly TempFolder _folder = new();
    private readonly Database _database;

    public LocalAnswerTests()
    {
        _database = new Database(_folder["spill"]);
        _database.Run("CREATE TABLE events AS SELECT n, repeat('x', 200) || n AS text FROM range(300000) AS numbers(n)");
    }

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    [NativeFact]
    public void The_first_rows_of_an_order_are_found_without_sorting_all()
    {
        var sorted = Held(long.MaxValue);
        var first = Held(50);

        Assert.True(sorted > 60_000_000, $"{sorted} bytes for all");
        Assert.InRange(first, 0, 5_000_000);
    }

    [NativeFact]
    public void An_answer_that_is_cut_says_so_and_one_that_just_fits_does_not()
    {
        Assert.Equal((3, true), Read("SELECT * FROM range(4)", 3));
        Assert.Equal((3, false), Read("SELECT * FROM range(3)", 3));
        Assert.Equal((2, false), Read("SELECT * FROM range(5) LIMIT 2", 3));
    }

    [NativeFact]
    public void A_question_that_is_stopped_while_it_is_understood_is_late_and_not_wrong()
    {
        using var connection = _database.Another();
        QueryException? error = null;

        // On a machine with much else to do the answer may be there before whoever stops it has his turn.
        for (var attempt = 1; error is null && attempt <= 20; attempt++)
            error = (QueryException?)Record.Exception(() => new LocalAnswer(connection, new Question("SELECT length(repeat('a', 100000000) || 'b')") { Longest = TimeSpan.FromMilliseconds(1) }, TimeProvider.System, CancellationToken.None).Dispose());

        Assert.NotNull(error);
        Assert.True(error.IsLate, error.Message);
        Assert.False(error.IsRefused);
    }

    /// <summary>What an answer holds besides the table, at its first row.</summary>
    private long Held(long most)
    {
        using var connection = _database.Another();
        using var answer = Ask(connection, Newest, most);
        Assert.Equal("299999", answer.Next()![0]);
        return _database.Number("SELECT sum(memory_usage_bytes + temporary_storage_bytes)::BIGINT FROM duckdb_memory() WHERE tag <> 'IN_MEMORY_TABLE'")!.Value;
    }

    private (int Rows, bool IsCut) Read(string sql, long most)
    {
        using var connection = _database.Another();
        using var answer = Ask(connection, sql, most);
        var rows = 0;
        while (answer.Next() is not null) rows++;
        return (rows, answer.IsCut);
    }

    private static LocalAnswer Ask(Connection connection, string sql, long most) =>
        new(connection, new Question(sql) { MostRows = most }, TimeProvider.System, CancellationToken.None);
}
