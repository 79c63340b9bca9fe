using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Testing;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms;
using StreamGuard.Core.Transforms.Tables;
using StreamGuard.Plugins.DuckDb.Native;
using StreamGuard.Plugins.DuckDb.Tables;
using StreamGuard.Plugins.DuckDb.Tests.Support;

namespace StreamGuard.Plugins.DuckDb.Tests.Tables;

/// <summary>Lookups whose table in a Parquet file, or behind a query, is replaced, half written or gone while it is refreshed.</summary>
public sealed class LookupTests : IDisposable
{
    private static readonly Schema Input = new([new("device", ColumnType.String)]);

    private readonly TempFolder _folder = new();
    private readonly VirtualClock _clock = new(DateTimeOffset.UnixEpoch);

    public void Dispose() => _folder.Dispose();

    [NativeFact]
    public async Task A_newer_parquet_file_takes_the_place_of_the_old_one_between_two_batches()
    {
        Parquet("t.parquet", "('a', 'North')");
        using var lookup = Start(Path("t.parquet"), out var run);
        Parquet("t.parquet", "('a', 'South'), ('b', 'East')");

        await Pass(lookup, 60);
        run.Feed(["a"]);
        await Pass(lookup, 1);
        run.Feed(["a"], ["b"]);

        Assert.Equal(["North", "North", "South", "East"], run.Column("site"));
        Assert.Equal(1, Figure(run, "table_refreshed")!.Value);
    }

    [NativeFact]
    public async Task A_parquet_file_that_is_half_written_leaves_the_old_table_until_it_is_whole()
    {
        Parquet("t.parquet", "('a', 'North')");
        using var lookup = Start(Path("t.parquet"), out var run);
        Parquet("next.parquet", "('a', 'South')");
        var whole = File.ReadAllBytes(_folder["next.parquet"]);
        File.WriteAllBytes(_folder["t.parquet"], whole[..(whole.Length / 2)]);

        await Pass(lookup, 60);
        FeedAfter(failures: 1, "t.parquet", run);
        File.WriteAllBytes(_folder["t.parquet"], whole);
        await Pass(lookup, 1);
        await Pass(lookup, 1);
        run.Feed(["a"]);

        Assert.Equal(["North", "North", "South"], run.Column("site"));
    }

    [NativeFact]
    public async Task A_parquet_file_that_is_gone_leaves_the_old_table_until_it_is_back()
    {
        Parquet("t.parquet", "('a', 'North')");
        using var lookup = Start(Path("t.parquet"), out var run);
        File.Delete(_folder["t.parquet"]);

        await Pass(lookup, 60);
        await Pass(lookup, 1);
        FeedAfter(failures: 2, "does not exist", run);
        Parquet("t.parquet", "('a', 'South')");
        await Pass(lookup, 2);
        await Pass(lookup, 1);
        run.Feed(["a"]);

        Assert.Equal(["North", "North", "South"], run.Column("site"));
    }

    [NativeFact]
    public async Task A_key_that_is_twice_in_the_new_file_leaves_the_old_table()
    {
        Parquet("t.parquet", "('a', 'North')");
        using var lookup = Start(Path("t.parquet"), out var run);
        Parquet("t.parquet", "('a', 'South'), ('a', 'East')");

        await Pass(lookup, 60);
        run.Feed(["a"]);

        Assert.Equal(["North", "North"], run.Column("site"));
        Assert.Contains("has the key device a twice", Figure(run, "table_refresh_failed")!.Text, StringComparison.Ordinal);
    }

    /// <summary>Lines of a file that is being written are valid as far as they go: only that they stay as they are tells.</summary>
    [NativeFact]
    public async Task A_query_over_a_file_that_is_being_written_is_believed_when_it_gives_the_same_twice()
    {
        _folder.Write("t.csv", "device,site\na,North\n");
        using var lookup = Start(new() { Sql = $"SELECT device, site FROM '{_folder["t.csv"]}'", Columns = Columns }, out var run);
        _folder.Write("t.csv", "device,site\na,South\n");
        await Pass(lookup, 60);
        _folder.Write("t.csv", "device,site\na,South\nb,East\n");
        await Pass(lookup, 1);
        run.Feed(["a"]);

        await Pass(lookup, 1);
        run.Feed(["a"], ["b"]);

        Assert.Equal(["North", "North", "South", "East"], run.Column("site"));
        Assert.Equal(1, Figure(run, "table_refreshed")!.Value);
    }

    [NativeFact]
    public async Task A_database_that_another_program_writes_is_asked_when_it_is_free()
    {
        var file = _folder["x.duckdb"];
        Write(file, "CREATE TABLE made.devices AS SELECT * FROM (VALUES ('a', 'North')) AS t(device, site)");
        using var lookup = Start(new() { Sql = "SELECT device, site FROM devices", Duckdb = file, Columns = Columns }, out var run);
        Write(file, "UPDATE made.devices SET site = 'South'");

        await Pass(lookup, 60);
        await Pass(lookup, 1);
        run.Feed(["a"]);
        File.Delete(file);
        await Pass(lookup, 60);
        run.Feed(["a"]);

        Assert.Equal(["North", "South", "South"], run.Column("site"));
        Assert.Contains("does not exist", Figure(run, "table_refresh_failed")!.Text, StringComparison.Ordinal);
    }

    /// <summary>A row that meets the old table, for the new one could not be read so often, and last for this.</summary>
    private static void FeedAfter(int failures, string reason, TransformHarness run)
    {
        run.Feed(["a"]);
        Assert.Equal(failures, Figure(run, "table_refresh_failed")!.Value);
        Assert.Contains(reason, Figure(run, "table_refresh_failed")!.Text, StringComparison.Ordinal);
    }

    private static OrderedDictionary<string, ColumnOptions> Columns => new() { ["device"] = new() { Type = ColumnType.String }, ["site"] = new() { Type = ColumnType.String } };

    private TableOptions Path(string name) => new() { Path = _folder[name], Columns = Columns };

    private Lookup Start(TableOptions table, out TransformHarness run)
    {
        var lookup = new Lookup(new LookupOptions { Table = table, On = ["device"], Refresh = Duration.FromSeconds(60) });
        run = new TransformHarness(lookup, _clock, Prepare, Input).Feed(["a"]);
        return lookup;
    }

    private static void Prepare(TestBinder binder)
    {
        binder.TableReaders["parquet"] = new ParquetTable();
        binder.TableReaders["duckdb"] = new SqlTable();
    }

    private void Parquet(string name, string values)
    {
        using var database = new Database(_folder["tmp"]);
        database.Run($"COPY (SELECT * FROM (VALUES {values}) AS t(device, site)) TO '{_folder[name]}' (FORMAT parquet)");
    }

    private void Write(string file, string sql)
    {
        using var database = new Database(_folder["tmp"]);
        database.Run($"ATTACH '{file}' AS made; {sql}");
    }

    /// <summary>Time passes, and what falls due then comes to its end.</summary>
    private async Task Pass(Lookup lookup, int seconds)
    {
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        await lookup.Looking;
    }

    private static Figure? Figure(TransformHarness run, string name) => run.Account.Figures.All.FirstOrDefault(figure => figure.Name == name);
}
