using StreamGuard.Contracts;
using StreamGuard.Plugins.Detectors.Spool;

namespace StreamGuard.Plugins.Detectors.Tests.Spool;

public sealed class BatchFileTests : IDisposable
{
    private static readonly Schema Columns = new(
    [
        new("flag", ColumnType.Bool), new("count", ColumnType.Int), new("value", ColumnType.Float), new("at", ColumnType.Timestamp),
        new("name", ColumnType.String), new("tags", ColumnType.ListOf(ColumnType.String)), new("sizes", ColumnType.ListOf(ColumnType.Float)),
    ]);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Gives_back_what_it_was_given()
    {
        var time = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        var whole = new BatchBuilder(Columns)
            .Row(true, 1L, 0.5, time, "ä", new object?[] { "x", null, "" }, new object?[] { 1.5 })
            .Row(null, null, null, null, null, null, null)
            .Row(false, -1L, double.NaN, time, "", Array.Empty<object?>(), new object?[] { null, double.PositiveInfinity })
            .Build();
        var few = whole.Where([2, 0]);
        using var file = new BatchFile(_folder.Path);
        file.Append(whole);
        file.Append(few);

        var back = file.Read(Columns).ToList();

        Assert.Equal(5, file.Rows);
        Assert.Equal([3, 2], back.Select(batch => batch.Rows));
        foreach (var (given, read) in new[] { whole, few }.Zip(back))
            for (var row = 0; row < given.Rows; row++)
                Assert.Equal(given.Columns.ToArray().Select(column => column.Boxed(row)), read.Columns.ToArray().Select(column => column.Boxed(row)));
    }

    [Fact]
    public void Keeps_where_rows_were_read()
    {
        var schema = new Schema([new("a", ColumnType.Int)]);
        var one = new BatchBuilder(schema).Row(1L).Row(2L).Build(new Origin("p", [10, 20], [0, 0], 2, null));
        var several = new BatchBuilder(schema).Row(1L).Row(2L).Row(3L).Build(new Origin([new Origin("q", [7, 8], [0, 0], 2, null), new Origin("p", [9], [0], 1, null)], [0, 1, 0], [1, 0, 0], 3));
        using var file = new BatchFile(_folder.Path);
        file.Append(one);
        file.Append(several);

        var back = file.Read(schema).Select(batch => batch.Origin!).ToList();

        Assert.Equal(["p 10", "p 20"], Places(back[0]));
        Assert.Equal(["q 8", "p 9", "q 7"], Places(back[1]));
    }

    [Fact]
    public void Leaves_nothing_behind()
    {
        using (new BatchFile(_folder.Path)) Assert.Single(Directory.GetFiles(_folder.Path));

        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    private static IEnumerable<string> Places(Origin origin) => Enumerable.Range(0, origin.Rows).Select(row => $"{origin.Partition(row)} {origin.Position(row)}");
}
