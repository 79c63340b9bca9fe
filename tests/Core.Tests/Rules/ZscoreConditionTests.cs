using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Rules;
using StreamGuard.Core.Tests.Support;
using static StreamGuard.Core.Tests.Rules.RuleRun;

namespace StreamGuard.Core.Tests.Rules;

public class ZscoreConditionTests
{
    [Theory]
    [InlineData(14.9, true)]
    [InlineData(-8.9, true)]
    [InlineData(5, false)]
    public void Is_met_far_above_and_far_below_the_mean_of_earlier_rows(double value, bool isMet)
    {
        // Mean 3, sample stddev 2: three deviations are 9 above 3 or below it.
        var run = Start(Over(new Extent(3, default), 3)).Feed(Row(1, "a", 1), Row(2, "a", 3), Row(3, "a", 5));

        run.Feed(Row(4, "a", value));

        Assert.Equal(isMet ? 1 : 0, run.Rows.Count);
    }

    [Fact]
    public void There_is_none_below_two_rows_or_among_equal_ones()
    {
        var run = Start(Over(new Extent(60, default), 0.001));

        run.Feed(Row(1, "a", 0.1), Row(2, "a", 500), Row(3, "b", 0.1), Row(4, "b", 0.1), Row(5, "b", 0.1), Row(6, "b", 700));

        Assert.Empty(run.Rows);
    }

    [Fact]
    public void A_null_takes_a_place_but_adds_no_value()
    {
        var run = Start(Over(new Extent(2, default), 1));

        run.Feed(Row(1, "a", 1), Row(2, "a", 2), Row(3, "a", null), Row(4, "a", 900));

        Assert.Empty(run.Rows);
    }

    [Fact]
    public void A_NaN_spoils_no_more_than_the_windows_it_is_in()
    {
        var run = Start(Over(new Extent(2, default), 3));

        run.Feed(Row(1, "a", double.NaN), Row(2, "a", 1), Row(3, "a", 900), Row(4, "a", 1), Row(5, "a", 1.1), Row(6, "a", 1e6));

        Assert.Equal([6], run.Alerted());
    }

    [Fact]
    public void Remembers_a_span_of_event_time_its_start_included()
    {
        var run = Start(Over(new Extent(0, Duration.FromSeconds(10)), 3)).Feed(Row(0, "a", 1), Row(5, "a", 2));

        run.Feed(Row(10, "a", 100));
        run.Feed(Row(10.5, "a", 1e9));

        // At 10 s both are in the span; half a second later the first has left, and two remain: 2 and 100.
        Assert.Equal([10, 10.5], run.Alerted());
    }

    [Theory]
    [InlineData(7, 0)]
    [InlineData(0, 8)]
    public void Agrees_with_the_formula_over_random_rows(int rows, int seconds)
    {
        var random = new Random(11);
        var samples = Enumerable.Range(0, 400).Select(i => (Time: i + random.Next(6), Machine: "ab"[random.Next(2)].ToString(), Value: 1e6 + random.Next(5))).ToArray();
        var run = Start(Over(new Extent(rows, Duration.FromSeconds(seconds)), 1.2));

        run.Feed([.. samples.Select(each => Row(each.Time, each.Machine, each.Value))]);

        var expected = samples.Where((_, i) => IsOutlier(samples[..i], samples[i], rows, seconds)).Select(each => (double)each.Time);
        Assert.NotEmpty(run.Rows);
        Assert.Equal(expected, run.Alerted());
    }

    [Fact]
    public void Refuses_what_is_no_number_and_a_window_of_one_row()
    {
        var text = new RuleOptions { Zscore = new ZscoreOptions { Of = new("machine"), Over = new Extent(1, default), Above = 1 } };

        var problems = TransformHarness.ProblemsOf(new AlertRules(One(text)), Input);

        Assert.Equal([ProblemCodes.OutOfRange, ProblemCodes.NotANumber], problems.All.Select(problem => problem.Code));
    }

    private static RulesOptions Over(Extent over, double above) => One(new RuleOptions
    {
        Zscore = new ZscoreOptions { Of = new("value"), Over = over, Above = above },
        Key = ["machine"],
    });

    private static bool IsOutlier((int Time, string Machine, double Value)[] earlier, (int Time, string Machine, double Value) row, int rows, int seconds)
    {
        var own = earlier.Where(each => each.Machine == row.Machine).ToArray();
        var newest = own.Append(row).Max(each => each.Time);
        if (rows == 0 && row.Time < newest - seconds) return false;
        var seen = (rows > 0 ? own.TakeLast(rows) : own.Where(each => each.Time >= newest - seconds)).Select(each => each.Value).ToArray();
        if (seen.Length < 2) return false;
        var mean = seen.Average();
        var deviation = Math.Sqrt(seen.Sum(value => (value - mean) * (value - mean)) / (seen.Length - 1));
        return deviation > 0 && Math.Abs(row.Value - mean) / deviation > 1.2;
    }
}
