using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;

namespace StreamGuard.Core.Tests.Runtime;

public class DeadLetterOrderTests
{
    private static readonly Schema Letters = new([new("n", ColumnType.Int)]);

    private readonly DeadLetterOrder _order = new();

    [Fact]
    public void Letters_of_who_has_passed_a_barrier_wait_for_it()
    {
        Assert.Equal(["1"], Next(Letter(1, passed: 0)));
        Assert.Empty(Next(Letter(2, passed: 5)));
        Assert.Equal(["3"], Next(Letter(3, passed: 0)));
        Assert.Equal(["Barrier", "2"], Next(Message.Barrier(5)));
        Assert.Equal(["4"], Next(Letter(4, passed: 5)));
    }

    [Fact]
    public void A_barrier_that_was_given_up_is_made_good_by_the_next()
    {
        Assert.Empty(Next(Letter(1, passed: 5)));
        Assert.Empty(Next(Letter(2, passed: 6)));

        Assert.Equal(["1", "Barrier", "2"], Next(Message.Barrier(6)));
    }

    [Fact]
    public void The_end_lets_everything_out()
    {
        Assert.Empty(Next(Letter(1, passed: 5)));

        Assert.Equal(["1", "End"], Next(Message.End));
    }

    private static Message Letter(long number, long passed) => Message.Of(new BatchBuilder(Letters).Row([number]).Build()) with { Value = passed };

    private IEnumerable<string> Next(Message message) =>
        _order.Next(message).Select(each => each.Batch is { } batch ? $"{batch.Ints(0)[0]}" : $"{each.Kind}").ToList();
}
