using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;

namespace StreamGuard.Core.Tests.Runtime;

public class BatchOrderTests
{
    private static readonly Schema Schema = new([new("n", ColumnType.Int), new("text", ColumnType.String)]);

    [Fact]
    public void Equal_rows_stand_by_where_they_were_read_and_keep_it()
    {
        var (left, right) = (Rows("b", 10, (1, "x"), (2, "y")), Rows("a", 20, (2, "z"), (1, "w")));

        var merged = Assert.Single(BatchOrder.Merge([left, right], Schema, [0]));

        Assert.Equal(["w", "x", "z", "y"], Enumerable.Range(0, 4).Select(row => merged[1].Boxed(row)));
        Assert.Equal([("a", 21L), ("b", 10L), ("a", 20L), ("b", 11L)], Enumerable.Range(0, 4).Select(row => (merged.Origin!.Partition(row), merged.Origin.Position(row))));
    }

    [Fact]
    public void Rows_that_were_made_were_read_nowhere()
    {
        var merged = Assert.Single(BatchOrder.Merge([Rows("a", 1, (3, "x")), Rows(null, 0, (1, "y"))], Schema, [0]));

        Assert.Null(merged.Origin);
        Assert.Equal([1L, 3L], merged.Ints(0).ToArray());
    }

    [Fact]
    public void Many_rows_leave_in_several_batches()
    {
        var evens = Rows(null, 0, [.. Enumerable.Range(0, 50_000).Select(i => (2L * i, ""))]);
        var odds = Rows(null, 0, [.. Enumerable.Range(0, 50_000).Select(i => (2L * i + 1, ""))]);

        var merged = BatchOrder.Merge([evens, odds], Schema, [0]).ToList();

        Assert.Equal([65_536, 34_464], merged.Select(batch => batch.Rows));
        Assert.Equal(Enumerable.Range(0, 100_000).Select(i => (long)i), merged.SelectMany(batch => batch.Ints(0).ToArray()));
    }

    private static Batch Rows(string? partition, long first, params (long N, string Text)[] values)
    {
        var builder = new BatchBuilder(Schema);
        foreach (var (n, text) in values) builder.Row(n, text);
        if (partition is null) return builder.Build();
        var positions = Buffers.Rent<long>(values.Length);
        for (var i = 0; i < values.Length; i++) positions[i] = first + i;
        return builder.Build(new Origin(partition, positions, Buffers.Rent<int>(values.Length), values.Length, null));
    }
}
