using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Testing;
using StreamGuard.Core.Transforms;
using StreamGuard.Core.Transforms.Tables;
using StreamGuard.Plugins.Postgres.Tables;
using StreamGuard.Plugins.Postgres.Tests.Support;

namespace StreamGuard.Plugins.Postgres.Tests.Tables;

/// <summary>A lookup over a real server, whose table changes and which goes away.</summary>
public sealed class LookupTests : IAsyncLifetime
{
    private static readonly Schema Input = new([new("device", ColumnType.String)]);

    private readonly VirtualClock _clock = new(DateTimeOffset.UnixEpoch);
    private PostgresServer _server = null!;

    public async Task InitializeAsync()
    {
        if (PostgresServer.Absence is not null) return;
        _server = await PostgresServer.StartAsync();
        await _server.RunSqlAsync("CREATE TABLE devices (device text PRIMARY KEY, site text); INSERT INTO devices VALUES ('a', 'North')");
    }

    public Task DisposeAsync()
    {
        _server?.Dispose();
        return Task.CompletedTask;
    }

    [PostgresFact]
    public async Task A_changed_table_is_used_and_one_that_did_not_change_is_not()
    {
        using var lookup = Start(_server.Connection, out var run);
        await Pass(lookup);
        run.Feed(["a"]);
        Assert.Null(Figure(run, "table_refreshed"));

        await _server.RunSqlAsync("UPDATE devices SET site = 'South'; INSERT INTO devices VALUES ('b', 'East')");
        await Pass(lookup);
        run.Feed(["a"], ["b"]);

        Assert.Equal(["North", "North", "South", "East"], run.Column("site"));
        Assert.Equal(1, Figure(run, "table_refreshed")!.Value);
    }

    [PostgresFact]
    public async Task A_server_that_is_gone_leaves_the_old_table_until_it_is_back()
    {
        using var lookup = Start(_server.Connection, out var run);
        await _server.RunSqlAsync("UPDATE devices SET site = 'South'");
        await _server.StopAsync();

        await Pass(lookup);
        run.Feed(["a"]);
        Assert.Equal(["North", "North"], run.Column("site"));
        Assert.Contains("refused", Figure(run, "table_refresh_failed")!.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresServer.Password, Figure(run, "table_refresh_failed")!.Text, StringComparison.Ordinal);

        await _server.StartAgainAsync();
        await Pass(lookup);
        run.Feed(["a"]);
        Assert.Equal(["North", "North", "South"], run.Column("site"));
    }

    [PostgresFact]
    public void A_wrong_password_stops_the_start()
    {
        var refused = Assert.Throws<TableException>(() => Start(_server.ConnectionWith("hunter2"), out _));

        Assert.Contains("password authentication failed", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.ToString(), StringComparison.Ordinal);
    }

    private Lookup Start(string connection, out TransformHarness run)
    {
        var columns = new OrderedDictionary<string, ColumnOptions> { ["device"] = new() { Type = ColumnType.String }, ["site"] = new() { Type = ColumnType.String } };
        var table = new TableOptions { Sql = "SELECT device, site FROM devices", Postgres = connection, Columns = columns };
        var lookup = new Lookup(new LookupOptions { Table = table, On = ["device"], Refresh = Duration.FromSeconds(60) });
        run = new TransformHarness(lookup, _clock, Prepare, Input).Feed(["a"]);
        return lookup;
    }

    private static void Prepare(TestBinder binder)
    {
        binder.TableReaders["postgres"] = new PostgresTable();
        binder.Variables.Add("table.postgres");
    }

    /// <summary>The time of a look passes, and it comes to its end.</summary>
    private async Task Pass(Lookup lookup)
    {
        _clock.Advance(TimeSpan.FromSeconds(60));
        await lookup.Looking;
    }

    private static Figure? Figure(TransformHarness run, string name) => run.Account.Figures.All.FirstOrDefault(figure => figure.Name == name);
}
