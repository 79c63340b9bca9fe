using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms;
using StreamGuard.Core.Transforms.Tables;

namespace StreamGuard.Core.Tests.Transforms;

public sealed class LookupTests : IDisposable
{
    private static readonly Schema Input = new([new("device", ColumnType.String), new("row", ColumnType.Int)]) { EventTime = null };

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Adds_what_the_table_says_and_nulls_where_it_says_nothing()
    {
        var run = Run(Devices("a,North,1.5\nb,,2\n"));

        run.Feed(["b", 1L], ["a", 2L], ["z", 3L], [null, 4L], ["a", 5L]);

        Assert.Equal(["device", "row", "site", "limit"], run.Schema.Names);
        Assert.Equal([null, "North", null, null, "North"], run.Column("site"));
        Assert.Equal([2.0, 1.5, null, null, 1.5], run.Column("limit"));
        Assert.Equal(5, run.Account.Passed);
    }

    [Fact]
    public void Looks_plain_and_repeated_texts_up_alike()
    {
        var run = Run(Devices(string.Concat(Enumerable.Range(0, 500).Select(i => $"d{i},site {i},{i}\n"))));
        var plain = Enumerable.Range(0, 500).Select(i => new object?[] { $"d{i}", (long)i });
        var repeated = Enumerable.Range(0, 500).Select(i => new object?[] { i % 7 == 0 ? null : $"d{i % 5}", (long)i });

        run.Feed([.. plain]).Feed([.. repeated]);

        Assert.Equal(run.Rows.Select(row => row[0] is string device ? $"site {device[1..]}" : null), run.Column("site"));
    }

    [Theory]
    [InlineData("a,North,1.5\n", 0)]
    [InlineData("a,South,1.5\n", 1)]
    public void Says_that_the_table_is_another_than_at_the_checkpoint(string now, int changes)
    {
        var saved = Run(Devices("a,North,1.5\n")).Feed(["a", 1L]).Save();

        var run = Run(Devices(now)).Restore(saved).Feed(["a", 2L]).Feed(["a", 3L]);

        Assert.Equal(changes, run.Account.Figures.All.Sum(figure => figure.Value));
        Assert.Equal(now.Split(',')[1], run.Column("site")[0]);
        Assert.Equal(run.Save(), Run(Devices(now)).Restore(run.Save()).Feed(["a", 4L]).Save());
    }

    [Fact]
    public void A_table_that_was_not_read_before_the_checkpoint_has_not_changed()
    {
        var run = Run(Devices("a,North,1.5\n")).Restore(Run(Devices("a,North,1.5\n")).Save()).Feed(["a", 2L]);

        Assert.Empty(run.Account.Figures.All);
    }

    [Fact]
    public void Drops_what_matches_nothing_where_told_to()
    {
        var run = Run(Devices("a,North,1.5\n") with { OnMissing = MissingKey.Drop });

        run.Feed(["z", 1L], ["a", 2L], [null, 3L]).Feed(["z", 4L]);

        Assert.Equal([2L], run.Column("row"));
        Assert.Equal((1, 3), (run.Account.Passed, run.Account.Filtered));
    }

    [Fact]
    public void Sends_what_matches_nothing_to_the_dead_letters_where_told_to()
    {
        var run = Run(Devices("a,North,1.5\n") with { OnMissing = MissingKey.DeadLetter });

        run.Feed(["z", 1L], ["a", 2L], [null, 3L]);

        Assert.Equal([2L], run.Column("row"));
        Assert.Equal([1L, 3L], run.Dead.Select(dead => dead.Row[1]));
    }

    [Fact]
    public void Matches_several_columns_with_those_of_the_key()
    {
        var path = _folder.Write("t.csv", "n,name,what\n1,a,x\n2,a,y\n1,b,z\n");
        var table = new TableOptions
        {
            Path = path,
            Columns = Columns(("name", ColumnType.String), ("n", ColumnType.Int), ("what", ColumnType.String)),
            Key = ["name", "n"],
        };
        var run = Run(new LookupOptions { Table = table, On = ["device", "row"], Prefix = "its_" });

        run.Feed(["a", 2L], ["b", 1L], ["b", 2L]);

        Assert.Equal(["y", "z", null], run.Column("its_what"));
    }

    [Fact]
    public void Matches_a_table_without_header_by_the_number_of_its_rows()
    {
        var path = _folder.Write("profile.txt", "3\t100\n20\t90\n");
        var table = new TableOptions { Path = path, Header = false, Columns = Columns(("cooler", ColumnType.Int), ("valve", ColumnType.Int)), RowNumber = "number", Key = ["number"] };
        var run = Run(new LookupOptions { Table = table, On = ["row"] });

        run.Feed(["a", 1L], ["b", 0L], ["c", 2L]);

        Assert.Equal([20L, 3L, null], run.Column("cooler"));
        Assert.Equal([90L, 100L, null], run.Column("valve"));
    }

    [Fact]
    public void Refuses_a_table_with_a_key_twice()
    {
        var run = Run(Devices("a,North,1\nb,South,2\n\na,West,3\n"));

        var problem = Assert.Throws<InvalidDataException>(() => run.Feed(["a", 1L]));

        Assert.EndsWith("devices.csv' has the key device a twice: on line 2 and on line 5", problem.Message);
    }

    [Fact]
    public void Reads_nothing_before_the_start()
    {
        var missing = Devices("") with { Table = Devices("").Table with { Path = _folder["none.csv"] } };

        var run = Run(missing);

        Assert.Contains("none.csv", Assert.Throws<FileNotFoundException>(() => run.Feed(["a", 1L])).Message);
    }

    [Fact]
    public void Refuses_a_key_of_another_type_and_a_name_that_is_taken()
    {
        var other = Devices("") with { On = ["row"], Table = Devices("").Table with { Key = ["device"] } };
        var taken = Devices("") with { Columns = ["device"] };

        Assert.Equal([ProblemCodes.LookupDiffers], Codes(other));
        Assert.Equal([ProblemCodes.ColumnTwice], Codes(taken));
    }

    [Fact]
    public void Gives_rows_that_match_nothing_the_values_told()
    {
        var run = Run(Devices("a,North,1.5\nb,,2\n") with { Default = new Dictionary<string, string> { ["site"] = "Unknown", ["limit"] = "300" } });

        run.Feed(["a", 1L], ["z", 2L], ["b", 3L], [null, 4L]);

        Assert.Equal(["North", "Unknown", null, "Unknown"], run.Column("site"));
        Assert.Equal([1.5, 300.0, 2.0, 300.0], run.Column("limit"));
    }

    [Fact]
    public void Adds_the_one_row_of_a_table_to_every_row()
    {
        var path = _folder.Write("baseline.json", """{"baseline_config":{"hour":22},"features":[{"mean":1.5}]}""");
        var table = new TableOptions
        {
            Path = path,
            Columns = new OrderedDictionary<string, ColumnOptions>
            {
                ["hour"] = new() { Type = ColumnType.Int, From = "baseline_config.hour" },
                ["mean"] = new() { Type = ColumnType.Float, From = "features[0].mean" },
            },
        };

        var run = Run(new LookupOptions { Table = table, On = [] }).Feed(["a", 1L], [null, 2L]);

        Assert.Equal([22L, 22L], run.Column("hour"));
        Assert.Equal([1.5, 1.5], run.Column("mean"));
    }

    [Fact]
    public void Refuses_two_rows_where_there_is_nothing_to_tell_them_apart()
    {
        var run = Run(Devices("a,North,1\nb,South,2\n") with { On = [], Prefix = "its_" });

        var problem = Assert.Throws<InvalidDataException>(() => run.Feed(["a", 1L]));

        Assert.EndsWith("devices.csv' has 2 rows, and without a column under 'on' it must have one", problem.Message);
    }

    private static IEnumerable<string> Codes(LookupOptions options) =>
        TransformHarness.ProblemsOf(new Lookup(options), Input).All.Select(problem => problem.Code);

    private static TransformHarness Run(LookupOptions options) => new(new Lookup(options), Input);

    private static OrderedDictionary<string, ColumnOptions> Columns(params (string Name, ColumnType Type)[] columns) =>
        new(columns.Select(each => KeyValuePair.Create(each.Name, new ColumnOptions { Type = each.Type })));

    private LookupOptions Devices(string rows) => new()
    {
        Table = new TableOptions
        {
            Path = _folder.Write("devices.csv", "device,site,limit\n" + rows),
            Columns = Columns(("device", ColumnType.String), ("site", ColumnType.String), ("limit", ColumnType.Float)),
        },
        On = ["device"],
    };
}
