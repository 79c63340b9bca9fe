using StreamGuard.Contracts;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms.Groups;
using static StreamGuard.Core.Tests.Transforms.Groups.GroupSetup;

namespace StreamGuard.Core.Tests.Transforms.Groups;

public class GroupTests
{
    private static readonly (string, string)[] Counts = [("n", "count()"), ("total", "sum(score)")];

    [Fact]
    public void Leaves_once_at_the_end_in_order_of_the_key()
    {
        var group = Harness(By(["user"], Counts)).Feed(Row("zoe", 1), Row("ann", 2), Row(null, 3)).Watermark(At(3)).Feed(Row("ann", 1, score: 4));
        Assert.Empty(group.Rows);

        group.End();

        Assert.Equal(["null 1 1", "ann 2 5", "zoe 1 1"], Show(group));
        Assert.Equal((4, 3), (group.Account.Aggregated, group.Account.Made));
    }

    [Fact]
    public void Makes_one_row_of_all_without_a_key_and_of_none()
    {
        Assert.Equal(["2 2"], Show(Harness(By([], Counts)).Feed(Row("zoe", 1), Row("ann", 2)).End()));
        Assert.Equal(["0 null"], Show(Harness(By([], Counts)).End()));
        Assert.Empty(Harness(By(["user"], Counts)).End().Rows);
    }

    [Fact]
    public void Updates_the_groups_that_a_batch_changed()
    {
        var group = Harness(By(["user"], Counts) with { Emit = GroupEmit.Update });

        group.Feed(Row("zoe", 1), Row("ann", 2), Row("zoe", 2)).Feed(Row("ann", 3)).End();

        Assert.Equal(["ann 0 False 1 1", "zoe 0 False 2 2", "ann 1 False 2 2", "ann 2 True 2 2", "zoe 1 True 2 2"], Show(group));
        Assert.True(group.Schema.IsUpdating);
    }

    [Fact]
    public void Sends_all_groups_as_the_watermark_rises()
    {
        var group = Harness(By(["user"], Counts) with { Emit = GroupEmit.Complete });

        group.Feed(Row("zoe", 1)).Watermark(At(1)).Feed(Row("ann", 3)).Watermark(At(3));

        Assert.Equal(["zoe 0 False 1 1", "ann 0 False 1 1", "zoe 1 False 1 1"], Show(group));
    }

    [Fact]
    public void What_leaves_when_a_run_is_stopped_is_not_final()
    {
        var group = Harness(By(["user"], Counts) with { Emit = GroupEmit.Complete });

        group.Feed(Row("zoe", 1)).Stop();

        Assert.Equal(["zoe 0 False 1 1"], Show(group));
    }

    [Fact]
    public void Rejects_rows_without_event_time()
    {
        var group = Harness(By(["user"], Counts)).Feed(["ann", null, "here", 1.0], Row("ann", 1)).End();

        Assert.Equal(["ann 1 1"], Show(group));
        Assert.Single(group.Dead);
    }

    [Fact]
    public void Sorts_keys_that_differ_only_behind_their_first_bytes()
    {
        var group = Harness(By(["user"], ("n", "count()"))).Feed(Row("a-long-name-of-a-user-2", 1), Row("a-long-name-of-a-user-10", 1), Row("a-long-name-of-a-user", 1)).End();

        Assert.Equal(["a-long-name-of-a-user 1", "a-long-name-of-a-user-10 1", "a-long-name-of-a-user-2 1"], Show(group));
    }

    [Fact]
    public void Goes_on_from_what_it_saved()
    {
        var options = By(["user"], ("n", "count()"), ("addresses", "count_distinct(address)")) with { Emit = GroupEmit.Update };
        var saved = Harness(options).Feed(Row("zoe", 1), Row("ann", 2, "there")).Save();

        var group = Harness(options).Restore(saved).Feed(Row("ann", 3)).End();

        Assert.Equal(["ann 1 False 2 2", "ann 2 True 2 2", "zoe 1 True 1 1"], Show(group));
    }

    [Fact]
    public void Refuses_damaged_state()
    {
        var options = By(["user"], Counts) with { Emit = GroupEmit.Update };
        var state = Harness(options).Feed(Row("zoe", 1), Row("ann", 2)).Save();

        DamagedState.IsRefusedOrRead(state, reader =>
        {
            var group = new Group(options);
            group.Bind(new TransformBinding(new TestBinder { IsBounded = true }, [Logins], ["logins"]));
            group.Restore(reader);
        });
    }
}
