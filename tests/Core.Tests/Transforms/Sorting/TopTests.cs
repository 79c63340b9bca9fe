using StreamGuard.Contracts;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms.Sorting;

namespace StreamGuard.Core.Tests.Transforms.Sorting;

public class TopTests
{
    private static readonly Schema Input = new([new("user", ColumnType.String), new("score", ColumnType.Float), new("n", ColumnType.Int)]);

    [Fact]
    public void Keeps_the_first_rows_in_order()
    {
        var run = Run(new() { N = 3, By = ["score desc"] });

        run.Feed(["a", 1.0, 1L], ["b", null, 2L], ["c", 5.0, 3L]).Feed(["d", 3.0, 4L], ["e", 5.0, 5L], ["f", double.NaN, 6L]);
        Assert.Equal((3, 3), (run.Account.Held, run.Account.Filtered));
        run.End();

        Assert.Equal([3L, 5L, 4L], run.Column("n"));
        Assert.Equal(3, run.Account.Passed);
    }

    [Fact]
    public void Keeps_rows_of_each_key_sorted_by_key()
    {
        var run = Run(new() { N = 1, By = ["score desc"], Key = ["user"] });

        run.Feed(["b", 1.0, 1L], ["a", 2.0, 2L], [null, 9.0, 3L], ["b", 3.0, 4L], ["a", 1.0, 5L]).End();

        Assert.Equal([2L, 4L, 3L], run.Column("n"));
    }

    [Fact]
    public void Equals_a_sort_cut_off_whatever_comes()
    {
        var random = new Random(3);
        var rows = Enumerable.Range(0, 5000).Select(i => new object?[] { $"u{random.Next(9)}", random.Next(200) / 2.0, (long)i }).ToList();
        var sorted = new TransformHarness(new Sort(new() { By = ["score", "user desc"] }), binder => binder.IsBounded = true, Input);
        var run = Run(new() { N = 50, By = ["score", "user desc"] });

        foreach (var batch in rows.Chunk(333))
        {
            sorted.Feed(batch);
            run.Feed(batch);
        }

        Assert.Equal(sorted.End().Column("n").Take(50), run.End().Column("n"));
    }

    [Fact]
    public void Goes_on_from_a_checkpoint()
    {
        var options = new TopOptions { N = 2, By = ["score desc"], Key = ["user"] };
        var first = Run(options).Feed(["a", 1.0, 1L], ["a", 4.0, 2L], ["b", 1.0, 3L], ["a", 2.0, 4L]);

        var second = Run(options).Restore(first.Save());
        second.Account.In = second.Account.Held = 3;
        second.Feed(["a", 3.0, 5L], ["b", 1.0, 6L], ["b", 1.0, 7L]).End();

        Assert.Equal([2L, 5L, 3L, 6L], second.Column("n"));
    }

    private static TransformHarness Run(TopOptions options) => new(new Top(options), binder => binder.IsBounded = true, Input);
}
