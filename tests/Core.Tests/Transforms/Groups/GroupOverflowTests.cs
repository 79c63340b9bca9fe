using StreamGuard.Contracts;
using StreamGuard.Core.State;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms.Groups;
using static StreamGuard.Core.Tests.Transforms.Groups.GroupSetup;

namespace StreamGuard.Core.Tests.Transforms.Groups;

public class GroupOverflowTests
{
    private static readonly (string, string)[] Aggregates =
        [("n", "count()"), ("addresses", "count_distinct(address)"), ("most", "max(count() by address)"), ("pause", "mean(elapsed(time))"), ("middle", "median(score)")];

    [Theory]
    [InlineData("4kB", GroupOrder.Arrival)]
    [InlineData("100kB", GroupOrder.Arrival)]
    [InlineData("1MB", GroupOrder.Arrival)]
    [InlineData("100kB", GroupOrder.EventTime)]
    public void More_keys_than_memory_come_to_the_same(string memory, GroupOrder order)
    {
        var options = By(["user"], Aggregates) with { Order = order };
        var (ample, small) = (Harness(options), Harness(options with { Memory = ByteSize.Parse(memory) }));
        var random = new Random(1);
        for (var batch = 0; batch < 60; batch++)
        {
            object?[][] rows = [.. Enumerable.Range(0, 200).Select(i => Row(random.Next(50) == 0 ? null : $"user {random.Next(random.Next(4) == 0 ? 20 : 4000)}", batch + (i / 1000.0), $"address {random.Next(9)}", random.Next(5)))];
            ample.Feed(rows).Watermark(At(batch - 1));
            small.Feed(rows).Watermark(At(batch - 1));
        }

        Assert.True(small.Account.Held > ample.Account.Held, "nothing went to disk");
        ample.End();
        small.End();

        Assert.Equal(Show(ample), Show(small));
        Assert.Equal((12_000, 0), (small.Account.Aggregated, small.Account.Held));
    }

    [Fact]
    public void Nothing_is_left_on_the_disk()
    {
        var keys = new KeyIndex(Logins, [0]);
        var overflow = GroupOverflow.Of(new GroupPlan { Options = By(["user"]), Input = Logins, Output = Logins, Key = [0], Tie = [], EventTime = 1, Aggregates = [], Memory = 1 }, keys, []);
        var batch = new BatchBuilder(Logins).Row(Row("ann", 1)).Row(Row("bob", 2)).Build();
        overflow.Choose(1, [1]);
        overflow.Write(batch);

        Assert.Single(Directory.GetFiles(overflow.Folder));
        Assert.Equal("bob", Assert.Single(overflow.Take(0))[0].Boxed(0));
        overflow.Dispose();

        Assert.False(Directory.Exists(overflow.Folder));
    }

    [Fact]
    public void Stays_in_memory_where_checkpoints_are_kept()
    {
        var options = By(["user"], Aggregates) with { Order = GroupOrder.Arrival, Memory = ByteSize.Parse("4kB") };
        var group = new TransformHarness(new Group(options), binder => (binder.IsBounded, binder.KeepsCheckpoints) = (true, true), Logins);

        group.Feed([.. Enumerable.Range(0, 2000).Select(i => Row($"user {i}", 1))]).Feed(Row("another", 2));

        Assert.Equal(0, group.Account.Held);
        Assert.False(group.Binder.StateIsBounded);
    }
}
