using StreamGuard.Contracts;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms.Sorting;

namespace StreamGuard.Core.Tests.Transforms.Sorting;

public class SortTests
{
    private static readonly Schema Input = new([new("user", ColumnType.String), new("score", ColumnType.Float), new("n", ColumnType.Int)]);

    [Fact]
    public void Sorts_by_the_first_column_and_then_by_the_next()
    {
        var run = Run(new() { By = ["score desc", "user"] }).Feed(["b", 1.0, 1L], ["a", 2.0, 2L], ["a", 1.0, 3L]).Feed(["c", 2.0, 4L]);
        Assert.Equal((4, 0), (run.Account.Held, run.Rows.Count));

        run.End();

        Assert.Equal([2L, 4L, 3L, 1L], run.Column("n"));
        Assert.Equal((0, 4), (run.Account.Held, run.Account.Passed));
    }

    [Theory]
    [InlineData("score", "1 2 3 4 5 6")]
    [InlineData("score DESC", "4 3 2 1 5 6")]
    public void Nulls_and_nan_stand_last_either_way(string by, string expected)
    {
        var run = Run(new() { By = [by] });

        run.Feed(["", null, 6L], ["", double.NaN, 5L], ["", double.PositiveInfinity, 4L], ["", -1.5, 2L], ["", double.NegativeInfinity, 1L], ["", 0.0, 3L]).End();

        Assert.Equal(expected, string.Join(' ', run.Column("n")));
    }

    [Theory]
    [InlineData("user")]
    [InlineData("user desc")]
    public void Text_goes_by_its_bytes_and_equal_rows_stay_as_they_came(string by)
    {
        string[] users = ["b", "a", "", "a\0", "é", "ab", "a", "b"];
        var run = Run(new() { By = [by] }).Feed([.. users.Select((user, i) => new object?[] { user, 0.0, (long)i })]).End();

        var sorted = users.Select((user, i) => (User: user, Place: (long)i)).Order(Comparer<(string User, long Place)>.Create((left, right) =>
            string.CompareOrdinal(left.User, right.User) is not 0 and var order ? (by == "user" ? order : -order) : left.Place.CompareTo(right.Place)));
        Assert.Equal(sorted.Select(each => (object)each.Place), run.Column("n"));
    }

    [Fact]
    public void More_rows_than_memory_go_to_disk_and_come_back_in_the_same_order()
    {
        var random = new Random(11);
        var rows = Enumerable.Range(0, 30_000).Select(i => new object?[] { $"user {random.Next(50)}", random.Next(4) == 0 ? null : random.Next(100) / 4.0, (long)i }).ToList();
        var (inMemory, onDisk) = (Run(new() { By = ["score desc", "user"] }), Run(new() { By = ["score desc", "user"], Memory = new(400_000) }));

        foreach (var batch in rows.Chunk(700))
        {
            inMemory.Feed(batch);
            onDisk.Feed(batch);
        }

        Assert.InRange(onDisk.Account.Figures.All.Single().Value, 3, 30);
        Assert.Empty(inMemory.Account.Figures.All);
        Assert.Equal(inMemory.End().Column("n"), onDisk.End().Column("n"));
        Assert.Equal(rows.Count, onDisk.Rows.Count);
    }

    [Fact]
    public void Goes_on_from_a_checkpoint_with_rows_in_memory_and_on_disk()
    {
        var options = new SortOptions { By = ["score"], Memory = new(20_000) };
        var rows = Enumerable.Range(0, 900).Select(i => new object?[] { "u", i * 7919 % 900 / 3.0, (long)i }).ToList();
        var whole = Run(options);
        foreach (var batch in rows.Chunk(100)) whole.Feed(batch);

        var first = Run(options);
        foreach (var batch in rows.Take(500).Chunk(100)) first.Feed(batch);
        var second = Run(options).Restore(first.Save());
        second.Account.In = second.Account.Held = 500;
        foreach (var batch in rows.Skip(500).Chunk(100)) second.Feed(batch);

        Assert.Equal(whole.End().Column("n"), second.End().Column("n"));
    }

    [Fact]
    public void Holds_the_watermark_back()
    {
        var run = Run(new() { By = ["n"] }).Watermark(1_000_000);

        Assert.Equal(long.MinValue, run.WatermarkOut);
        Assert.Equal(long.MaxValue, run.End().WatermarkOut);
    }

    private static TransformHarness Run(SortOptions options) => new(new Sort(options), binder => binder.IsBounded = true, Input);
}
