using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Testing;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms;
using StreamGuard.Core.Transforms.Tables;

namespace StreamGuard.Core.Tests.Transforms;

public sealed class LookupRefreshTests : IDisposable
{
    private static readonly Schema Input = new([new("device", ColumnType.String)]);

    private readonly TempFolder _folder = new();
    private readonly VirtualClock _clock = new(DateTimeOffset.UnixEpoch);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_newer_table_is_used_when_it_was_the_same_twice()
    {
        using var lookup = Start("a,North\n", out var run);
        Write("a,South\nb,East\n");

        await Pass(lookup, 60);
        run.Feed(["a"], ["b"]);
        await Pass(lookup, 1);
        run.Feed(["a"], ["b"]);

        Assert.Equal(["North", "North", null, "South", "East"], run.Column("site"));
        Assert.Equal(1, Figure(run, "table_refreshed")!.Value);
    }

    [Fact]
    public async Task A_file_that_is_being_written_is_not_used_until_it_stays_as_it_is()
    {
        using var lookup = Start("a,North\n", out var run);
        Write("a,So");
        await Pass(lookup, 60);
        Write("a,South\n");
        await Pass(lookup, 1);
        run.Feed(["a"]);

        await Pass(lookup, 1);
        run.Feed(["a"]);

        Assert.Equal(["North", "North", "South"], run.Column("site"));
    }

    [Theory]
    [InlineData("a,North\nb\n", "devices.csv:3: 1 cells, where 2 are expected")]
    [InlineData("a,North\na,South\n", "devices.csv' has the key device a twice: on line 2 and on line 3")]
    public async Task A_bad_table_leaves_the_old_one_and_is_counted_with_the_reason(string rows, string reason)
    {
        using var lookup = Start("a,North\n", out var run);
        Write(rows);

        await Pass(lookup, 60);
        run.Feed(["a"]);

        Assert.Equal(["North", "North"], run.Column("site"));
        Assert.Equal(1, Figure(run, "table_refresh_failed")!.Value);
        Assert.EndsWith(reason, Figure(run, "table_refresh_failed")!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_gone_is_looked_for_again_sooner_and_then_ever_later()
    {
        using var lookup = Start("a,North\n", out var run);
        File.Delete(_folder["devices.csv"]);

        await Pass(lookup, 60);
        foreach (var wait in (int[])[1, 2, 4, 8, 16, 32, 60, 60]) await Pass(lookup, wait);
        run.Barrier();

        Assert.Equal(9, Figure(run, "table_refresh_failed")!.Value);
        Assert.Contains("does not exist", Figure(run, "table_refresh_failed")!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_comes_back_as_it_was_changes_nothing()
    {
        using var lookup = Start("a,North\n", out var run);
        File.Delete(_folder["devices.csv"]);
        await Pass(lookup, 60);
        Write("a,North\n");

        await Pass(lookup, 1);
        run.Feed(["a"]);

        Assert.Equal(["North", "North"], run.Column("site"));
        Assert.Null(Figure(run, "table_refreshed"));
    }

    [Fact]
    public async Task What_is_saved_is_the_table_in_force()
    {
        using var lookup = Start("a,North\n", out var run);
        var before = run.Save();
        Write("a,South\n");
        await Pass(lookup, 60);
        Assert.Equal(before, run.Save());

        await Pass(lookup, 1);
        run.Barrier();

        Assert.NotEqual(before, run.Save());
    }

    private Lookup Start(string rows, out TransformHarness run)
    {
        Write(rows);
        var columns = new OrderedDictionary<string, ColumnOptions> { ["device"] = new() { Type = ColumnType.String }, ["site"] = new() { Type = ColumnType.String } };
        var options = new LookupOptions { Table = new TableOptions { Path = _folder["devices.csv"], Columns = columns }, On = ["device"], Refresh = Duration.FromSeconds(60) };
        var lookup = new Lookup(options);
        run = new TransformHarness(lookup, _clock, null, Input).Feed(["a"]);
        return lookup;
    }

    private void Write(string rows) => _folder.Write("devices.csv", "device,site\n" + rows);

    /// <summary>Time passes, and what falls due then comes to its end.</summary>
    private async Task Pass(Lookup lookup, int seconds)
    {
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        await lookup.Looking;
    }

    private static Figure? Figure(TransformHarness run, string name) => run.Account.Figures.All.FirstOrDefault(figure => figure.Name == name);
}
