using StreamGuard.Contracts;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms.Shapes;

namespace StreamGuard.Core.Tests.Transforms.Shapes;

public class FlattenTests
{
    private static readonly Schema Lists = new([new("id", ColumnType.Int), new("tags", ColumnType.ListOf(ColumnType.String)), new("n", ColumnType.Int)]);
    private static readonly Schema Json = new([new("id", ColumnType.Int), new("items", ColumnType.Json)]);

    [Fact]
    public void Makes_a_row_of_each_item_of_a_list()
    {
        var run = Run(new() { Column = "tags", As = "tag", Index = "place" }, Lists);

        run.Feed([1L, new object?[] { "a", null, "b" }, 7L], [2L, Array.Empty<object?>(), 8L], [3L, null, 9L], [4L, new object?[] { "c" }, 10L]);

        Assert.Equal("id, tag, n, place", string.Join(", ", run.Schema.Names));
        Assert.Equal([1L, 1L, 1L, 4L], run.Column("id"));
        Assert.Equal(["a", null, "b", "c"], run.Column("tag"));
        Assert.Equal([7L, 7L, 7L, 10L], run.Column("n"));
        Assert.Equal([1L, 2L, 3L, 1L], run.Column("place"));
        Assert.Equal((2, 2, 4), (run.Account.Aggregated, run.Account.Filtered, run.Account.Made));
    }

    [Fact]
    public void Keeps_rows_without_items_where_told_to()
    {
        var run = Run(new() { Column = "tags", Empty = EmptyList.Keep, Index = "place" }, Lists);

        run.Feed([1L, Array.Empty<object?>(), 7L], [2L, null, 8L], [3L, new object?[] { "c" }, 9L]);

        Assert.Equal([null, null, "c"], run.Column("tags"));
        Assert.Equal([null, null, 1L], run.Column("place"));
    }

    [Fact]
    public void Makes_a_row_of_each_item_of_a_json_array()
    {
        var run = Run(new() { Column = "items" }, Json);

        run.Feed([1L, "[{\"a\": [1, 2]}, \"x\" ,null,3]"], [2L, "{\"one\":1}"], [3L, "[]"], [4L, "null"], [5L, null], [6L, "[1,"]);

        Assert.Equal([1L, 1L, 1L, 1L, 2L, 6L], run.Column("id"));
        Assert.Equal(["{\"a\": [1, 2]}", "\"x\"", null, "3", "{\"one\":1}", "1"], run.Column("items"));
    }

    [Fact]
    public void Sends_many_items_in_several_batches()
    {
        var run = Run(new() { Column = "tags" }, Lists);
        var many = Enumerable.Range(0, 10_000).Select(i => (object?)$"t{i}").ToArray();

        run.Feed([1L, many, 0L], [2L, null, 0L], [3L, new object?[] { "last" }, 0L]);

        Assert.Equal([.. many, "last"], run.Column("tags"));
        Assert.All(run.BatchSizes, size => Assert.InRange(size, 1, 4096));
        Assert.Equal((2, 1), (run.Account.Aggregated, run.Account.Filtered));
    }

    private static TransformHarness Run(FlattenOptions options, Schema input) => new(new Flatten(options), input);
}
