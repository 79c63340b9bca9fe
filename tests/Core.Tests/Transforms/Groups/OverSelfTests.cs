using StreamGuard.Contracts;
using StreamGuard.Core.History;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms.Groups;
using static StreamGuard.Core.Tests.Transforms.Groups.GroupSetup;

namespace StreamGuard.Core.Tests.Transforms.Groups;

public class OverSelfTests
{
    private static readonly (string Name, string Text)[] Expressions =
    [
        ("n", "count()"), ("addresses", "count_distinct(address)"), ("spread", "stddev(count() by address)"), ("rare", "count_if((count() by address) <= 2)"),
        ("weighted", "weighted_mean(count() by address, count() by address)"), ("means", "max(mean(score) by address)"), ("pause", "mean(elapsed(time))"), ("moved", "count_if(previous(address) != address)"),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void History_that_sees_the_row_itself_is_the_group_at_the_last_row_of_a_key(int seed)
    {
        var random = new Random(seed);
        object?[][] rows = [.. Enumerable.Range(0, 400).Select(i => Row($"user {random.Next(4)}", i / 10, $"address {random.Next(random.Next(2) == 0 ? 3 : 80)}", random.Next(9) / 4.0))];
        var group = Harness(By(["user"], Expressions) with { Order = GroupOrder.Arrival }).Feed(rows).End();
        var over = new TransformHarness(new Over(new OverOptions
        {
            Key = ["user"],
            Order = OverOrder.Arrival,
            Sees = Sees.Self,
            Compute = new OrderedDictionary<string, ExpressionText>(Expressions.Select(each => KeyValuePair.Create(each.Name, new ExpressionText(each.Text)))),
        }), Logins).Feed(rows).End();

        foreach (var expected in group.Rows)
        {
            var last = over.Rows.Last(row => Equals(row[0], expected[0]));
            foreach (var (want, got) in expected.Skip(1).Zip(last.Skip(Logins.Count)))
                Assert.Equal(Convert.ToDouble(want, null), Convert.ToDouble(got, null), 1e-9);
        }
    }
}
