using StreamGuard.Contracts;
using StreamGuard.Core.Rules;
using static StreamGuard.Core.Tests.Rules.RuleRun;

namespace StreamGuard.Core.Tests.Rules;

public class ChangeConditionTests
{
    [Fact]
    public void Compares_with_the_oldest_value_of_the_span_its_start_included()
    {
        var run = Start(Within(5, above: 2));

        run.Feed(Row(0, "a", 10), Row(2, "a", 11), Row(5, "a", 12.5), Row(5.5, "a", 12.9), Row(7.5, "a", 15));

        Assert.Equal([5, 7.5], run.Alerted());
    }

    [Fact]
    public void Falls_count_as_rises_do()
    {
        var run = Start(Within(5, above: 2));

        run.Feed(Row(0, "a", 10), Row(1, "a", 7.9));

        Assert.Equal([1], run.Alerted());
    }

    [Fact]
    public void A_change_of_just_the_limit_is_none()
    {
        var run = Start(Within(5, above: 2));

        run.Feed(Row(0, "a", 10), Row(1, "a", 12));

        Assert.Empty(run.Rows);
    }

    [Fact]
    public void Passes_over_nulls_and_rows_of_other_keys()
    {
        var run = Start(Within(5, above: 2));

        run.Feed(Row(0, "a", null), Row(1, "a", 10), Row(2, "b", 50), Row(3, "a", null), Row(4, "a", 11));

        Assert.Empty(run.Rows);
    }

    [Fact]
    public void A_row_that_comes_late_is_put_where_it_happened()
    {
        var run = Start(Within(5, above: 2));

        run.Feed(Row(3, "a", 10), Row(1, "a", 11), Row(5, "a", 13.5), Row(7, "a", 12.5));

        // At 5 s the oldest is the 11 of 1 s (2.5 away), at 7 s the 10 of 3 s (2.5 away).
        Assert.Equal([5, 7], run.Alerted());
    }

    private static RulesOptions Within(double seconds, double above) => One(new RuleOptions
    {
        Change = new ChangeOptions { Of = new("value"), Within = Duration.FromSeconds(seconds), Above = above },
        Key = ["machine"],
    });
}
