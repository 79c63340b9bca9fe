using StreamGuard.Contracts;
using StreamGuard.Core.Testing;
using StreamGuard.Plugins.Analyst.Spending;

namespace StreamGuard.Plugins.Analyst.Tests.Spending;

public sealed class DailyBudgetTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly VirtualClock _clock = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_counted_outlives_the_run()
    {
        Assert.Null(New().Reserve(100, out _));

        Assert.Equal((1, 100), New().Spent);
    }

    [Fact]
    public void A_kill_before_or_behind_the_writing_lets_no_more_leave_than_there_is()
    {
        foreach (var point in (string[])["analyst.budget.before", "analyst.budget.after"])
        {
            using (FaultPoints.Watch(at =>
            {
                if (at == point) throw new TimeoutException(at);
            }))
            {
                Assert.Throws<TimeoutException>(() => New().Reserve(100, out _));
            }
        }

        Assert.Equal((1, 100), New().Spent);
    }

    [Fact]
    public void Nothing_is_counted_that_may_not_leave()
    {
        var budget = New();
        Assert.Null(budget.Reserve(900, out var reserved));

        Assert.Equal("tokens of the day are spent", budget.Reserve(101, out _));
        budget.Settle(reserved, 899);
        Assert.Null(budget.Reserve(101, out _));
        Assert.Equal("requests of the day are spent", budget.Reserve(0, out _));
        Assert.Equal((2, 1000), budget.Spent);
    }

    [Fact]
    public void A_day_ends_at_midnight_of_utc_and_its_corrections_with_it()
    {
        var budget = New();
        budget.Reserve(500, out var reserved);

        _clock.Advance(TimeSpan.FromHours(12));
        budget.Settle(reserved, 700);

        Assert.Equal((0, 0), budget.Spent);
        Assert.Equal((0, 0), New().Spent);
    }

    [Fact]
    public void A_clock_that_is_set_back_begins_no_new_day()
    {
        var budget = New();
        budget.Reserve(500, out _);

        _clock.Jump(TimeSpan.FromDays(-2));

        Assert.Equal((1, 500), budget.Spent);
        Assert.Equal((1, 500), New().Spent);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-01-01 5")]
    [InlineData("2026-01-01 -5 7")]
    [InlineData("yesterday 1 1")]
    public void A_damaged_file_is_not_taken_for_an_empty_one(string text)
    {
        File.WriteAllText(PathOf, text);

        var cause = Assert.Throws<InvalidDataException>(New);

        Assert.Contains(PathOf, cause.Message, StringComparison.Ordinal);
    }

    private string PathOf => Path.Combine(_folder.Path, "budget");

    private DailyBudget New() => new(PathOf, new AnalyzeBudget { RequestsPerDay = 2, TokensPerDay = 1000 }, _clock);
}
