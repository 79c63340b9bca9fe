using StreamGuard.Contracts;
using static StreamGuard.Core.Tests.Rules.RuleRun;

namespace StreamGuard.Core.Tests.Rules;

public class GateTests
{
    private static readonly Extent ThreeRows = new(3, default);

    [Fact]
    public void Waits_for_so_many_rows_in_a_row_and_then_alerts_with_each()
    {
        var run = Start(One(WhenHot with { For = ThreeRows }));

        run.Feed(Hot(1), Hot(2), Cold(3), Hot(4), Hot(5), Hot(6), Hot(7), Cold(8), Hot(9));

        Assert.Equal([6, 7], run.Alerted());
    }

    [Fact]
    public void A_null_condition_breaks_a_streak()
    {
        var run = Start(One(WhenHot with { For = ThreeRows }));

        run.Feed(Hot(1), Hot(2), Row(3, "a", 0, null), Hot(4));

        Assert.Empty(run.Rows);
    }

    [Fact]
    public void Waits_until_the_condition_has_held_for_so_much_event_time()
    {
        var run = Start(One(WhenHot with { For = new Extent(0, Duration.FromSeconds(10)) }));

        run.Feed(Hot(0), Hot(9.9), Hot(10), Cold(11), Hot(12), Hot(21), Hot(22));

        Assert.Equal([10, 22], run.Alerted());
    }

    [Fact]
    public void Is_silent_until_the_cooldown_has_passed_and_what_is_silenced_does_not_prolong_it()
    {
        var run = Start(One(WhenHot with { Cooldown = Duration.FromSeconds(10) }));

        run.Feed(Hot(0), Hot(6), Hot(9.999), Hot(10), Hot(19), Hot(20));

        Assert.Equal([0, 10, 20], run.Alerted());
    }

    [Fact]
    public void Counts_for_each_key_by_itself()
    {
        var run = Start(One(WhenHot with { For = new Extent(2, default), Cooldown = Duration.FromSeconds(60), Key = ["machine"] }));

        run.Feed(Hot(1, "a"), Hot(2, "b"), Cold(3, "b"), Hot(4, "a"), Hot(5, null), Hot(6, "b"), Hot(7, null), Hot(8, "b"), Hot(9, "a"));

        Assert.Equal([4, 7, 8], run.Alerted());
    }

    [Fact]
    public void Gives_the_same_in_batches_of_one()
    {
        var options = One(WhenHot with { For = ThreeRows, Cooldown = Duration.FromSeconds(5) });
        object?[][] rows = [.. Enumerable.Range(0, 60).Select(i => i % 7 == 0 ? Cold(i) : Hot(i))];
        var together = Start(options).Feed(rows);
        var apart = Start(options);

        foreach (var row in rows) apart.Feed(row);

        Assert.NotEmpty(together.Rows);
        Assert.Equal(together.Rows, apart.Rows);
    }

    private static object?[] Hot(double seconds, string? machine = "a") => Row(seconds, machine, 0, true);

    private static object?[] Cold(double seconds, string? machine = "a") => Row(seconds, machine, 0, false);
}
