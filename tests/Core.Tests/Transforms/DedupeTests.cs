using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms;

namespace StreamGuard.Core.Tests.Transforms;

public class DedupeTests
{
    private static readonly Schema Input = new([new("time", ColumnType.Timestamp), new("key", ColumnType.String), new("n", ColumnType.Int)]) { EventTime = "time" };

    private static readonly DedupeOptions First = new() { Key = ["key"], Within = Duration.FromSeconds(10) };
    private static readonly DedupeOptions Last = First with { Keep = Kept.Last };

    [Fact]
    public void Keeps_the_first_row_by_event_time_and_the_next_after_the_span()
    {
        var run = Run(First);

        run.Feed(Row(4, "a", 0), Row(0, "a", 1), Row(9.9, "a", 2), Row(10, "a", 3), Row(0, "b", 4)).End();

        Assert.Equal([1L, 4L, 3L], run.Column("n"));
        Assert.Equal((3, 2, 0), (run.Account.Passed, run.Account.Filtered, run.Account.Held));
    }

    [Fact]
    public void A_duplicate_does_not_prolong_the_span()
    {
        var run = Run(First);

        run.Feed(Row(0, "a", 0), Row(8, "a", 1), Row(16, "a", 2), Row(24, "a", 3)).End();

        Assert.Equal([0L, 2L], run.Column("n"));
    }

    [Fact]
    public void Keeps_the_last_row_of_the_span()
    {
        var run = Run(Last);

        run.Feed(Row(4, "a", 0), Row(0, "a", 1), Row(9.9, "a", 2), Row(10, "a", 3), Row(1, "b", 4)).End();

        Assert.Equal([2L, 4L, 3L], run.Column("n"));
    }

    [Fact]
    public void Holds_rows_until_the_watermark_has_passed_them()
    {
        var run = Run(First).Feed(Row(5, "a", 0), Row(5, "b", 1), Row(6, "c", 2));

        run.Watermark(At(5));
        Assert.Equal((0, 3), (run.Rows.Count, run.Account.Held));

        run.Watermark(At(5.5));
        Assert.Equal((2, 1), (run.Rows.Count, run.Account.Held));
    }

    [Fact]
    public void Holds_the_last_row_until_no_later_one_can_come_and_the_watermark_with_it()
    {
        var run = Run(Last).Feed(Row(5, "a", 0), Row(8, "a", 1));

        run.Watermark(At(14));
        Assert.Equal((0, Micros(5)), (run.Rows.Count, run.WatermarkOut));

        run.Watermark(At(15));
        Assert.Equal([1L], run.Column("n"));
        Assert.Equal(Micros(15), run.WatermarkOut);
    }

    [Fact]
    public void Nulls_are_equal_as_keys()
    {
        var run = Run(First);

        run.Feed(Row(0, null, 0), Row(1, "", 1), Row(2, null, 2)).End();

        Assert.Equal([0L, 1L], run.Column("n"));
    }

    [Fact]
    public void A_row_without_event_time_is_a_dead_letter()
    {
        var run = Run(First);

        run.Feed([null, "a", 0L], Row(1, "a", 1)).End();

        Assert.Equal([1L], run.Column("n"));
        Assert.Single(run.Dead);
    }

    [Fact]
    public void Without_a_span_a_key_is_remembered_for_good()
    {
        var run = Run(First with { Within = null });

        run.Feed(Row(0, "a", 0)).Watermark(At(1e6)).Feed(Row(2e6, "a", 1)).End();

        Assert.Equal([0L], run.Column("n"));
        Assert.False(run.Binder.StateIsBounded);
        Assert.True(Run(First).Binder.StateIsBounded);
    }

    [Fact]
    public void A_late_row_is_a_duplicate_while_its_key_is_remembered_and_sent_on_otherwise()
    {
        var run = Run(First).Feed(Row(20, "a", 0)).Watermark(At(25));

        run.Feed(Row(15, "a", 1), Row(21, "a", 2), Row(9, "a", 3), Row(16, "b", 4), Row(17, "b", 5));

        Assert.Equal([0L, 3L, 4L], run.Column("n"));
    }

    [Fact]
    public void A_late_row_that_is_the_last_of_its_group_takes_its_place()
    {
        var run = Run(Last).Feed(Row(20, "a", 0), Row(22, "a", 1)).Watermark(At(25));

        run.Feed(Row(21, "a", 2), Row(24, "a", 3)).End();

        Assert.Equal([3L], run.Column("n"));
    }

    [Fact]
    public void Late_rows_are_dropped_or_dead_letters_where_that_is_said()
    {
        var dropped = Run(First with { Late = LateRow.Drop }).Watermark(At(25)).Feed(Row(24, "a", 1), Row(25, "b", 2)).End();
        var dead = Run(First with { Late = LateRow.DeadLetter }).Watermark(At(25)).Feed(Row(24, "a", 1), Row(25, "b", 2)).End();

        Assert.Equal((1, 1), (dropped.Account.Late, dead.Dead.Count));
        Assert.Equal([2L], dropped.Column("n"));
        Assert.Equal([2L], dead.Column("n"));
    }

    [Theory]
    [InlineData(Kept.First, 1)]
    [InlineData(Kept.First, 7)]
    [InlineData(Kept.Last, 1)]
    [InlineData(Kept.Last, 64)]
    public void Agrees_with_the_definition_for_any_order_of_arrival_and_size_of_batches(Kept keep, int batchSize)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var rows = Enumerable.Range(0, 300).Select(i => Row(i * 0.7 + random.Next(3), random.Next(5) == 0 ? null : "abcd"[random.Next(4)].ToString(), i)).ToArray();
            var arrived = rows.OrderBy(row => (DateTime)row[0]! + TimeSpan.FromSeconds(random.NextDouble() * 8)).ToArray();

            var run = FeedWithWatermarks(Run(First with { Keep = keep }), arrived, batchSize, 8).End();

            Assert.Equal(Expected(rows, keep), run.Column("n"));
        }
    }

    [Theory]
    [InlineData(Kept.First)]
    [InlineData(Kept.Last)]
    public void Goes_on_after_a_restore_as_if_nothing_had_been(Kept keep)
    {
        var options = First with { Keep = keep };
        var random = new Random(1);
        var rows = Enumerable.Range(0, 200).Select(i => Row(i + random.Next(5), "abc"[random.Next(3)].ToString(), i)).ToArray();
        var whole = FeedWithWatermarks(Run(options), rows, 10, 5).End();

        var before = FeedWithWatermarks(Run(options), rows[..100], 10, 5);
        var after = Run(options).Restore(before.Save());
        (after.Account.In, after.Account.Held) = (before.Account.Held, before.Account.Held);
        FeedWithWatermarks(after, rows[100..], 10, 5).End();

        Assert.NotEqual(0, before.Account.Held);
        Assert.Equal(whole.Rows, before.Rows.Concat(after.Rows));
    }

    [Theory]
    [InlineData(Kept.First)]
    [InlineData(Kept.Last)]
    public void Groups_left_of_a_burst_of_keys_come_back(Kept keep)
    {
        var options = First with { Keep = keep };
        var before = Run(options);
        before.Feed([.. Enumerable.Range(0, 2000).Select(i => Row(1, $"key {i}", i))]);
        before.Watermark(Micros(5)).Feed(Row(9, "key 7", -1), Row(9, "other", -2), Row(9, "another", -3)).Watermark(Micros(12));

        var after = Run(options).Restore(before.Save());
        (after.Account.In, after.Account.Held) = (before.Account.Held, before.Account.Held);
        before.Rows.Clear();
        foreach (var run in new[] { before, after }) run.Feed(Row(13, "other", 2), Row(20, "another", 3)).End();

        Assert.NotEmpty(before.Rows);
        Assert.Equal(before.Rows, after.Rows);
    }

    [Fact]
    public void Refuses_what_it_cannot_take()
    {
        var keptForEver = TransformHarness.ProblemsOf(new Dedupe(Last with { Within = null }), Input).All;
        var timeless = TransformHarness.ProblemsOf(new Dedupe(First), new Schema(Input.Fields)).All;
        var updating = TransformHarness.ProblemsOf(new Dedupe(First), new Schema(Input.Fields) { EventTime = "time", IsUpdating = true }).All;

        Assert.Equal(
            [ProblemCodes.NeverDecided, ProblemCodes.NeedsEventTime, ProblemCodes.UpdatingInput],
            new[] { keptForEver, timeless, updating }.Select(problems => Assert.Single(problems).Code));
    }

    private static TransformHarness Run(DedupeOptions options) => new(new Dedupe(options), Input);

    private static DateTime At(double seconds) => DateTime.UnixEpoch.AddSeconds(seconds);

    private static long Micros(double seconds) => Timestamps.FromDateTime(At(seconds));

    private static object?[] Row(double seconds, string? key, long n) => [At(seconds), key, n];

    private static TransformHarness FeedWithWatermarks(TransformHarness run, object?[][] rows, int batchSize, double disorder)
    {
        var newest = DateTime.MinValue;
        foreach (var batch in rows.Chunk(batchSize))
        {
            run.Feed(batch);
            newest = batch.Select(row => (DateTime)row[0]!).Append(newest).Max();
            run.Watermark(newest.AddSeconds(-disorder));
        }

        return run;
    }

    private static object?[] Expected(object?[][] rows, Kept keep)
    {
        var groups = new List<List<object?[]>>();
        var open = new Dictionary<string, List<object?[]>>();
        foreach (var row in rows.OrderBy(row => (DateTime)row[0]!))
        {
            var key = (string?)row[1] ?? "null";
            if (!open.TryGetValue(key, out var group) || (DateTime)row[0]! - (DateTime)group[0][0]! >= TimeSpan.FromSeconds(10)) groups.Add(open[key] = group = []);
            group.Add(row);
        }

        return [.. groups.Select(group => (keep == Kept.First ? group[0] : group[^1])[2])];
    }
}
