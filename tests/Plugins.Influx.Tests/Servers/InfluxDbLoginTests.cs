using StreamGuard.Plugins.Influx.Tests.Support;

namespace StreamGuard.Plugins.Influx.Tests.Servers;

/// <summary>A real InfluxDB that lets in only who has a password, and writes only who may.</summary>
public sealed class InfluxDbLoginTests : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();

    private InfluxDb _server = null!;

    public void Dispose() => _folder.Dispose();

    public async Task InitializeAsync()
    {
        if (InfluxDb.Absence is not null) return;
        _server = await InfluxDb.StartAsync(asksWho: true);
        await _server.AskAsync("CREATE USER root WITH PASSWORD 'top' WITH ALL PRIVILEGES");
        _server.As = ("root", "top");
        await _server.AskAsync("CREATE DATABASE plant");
        await _server.AskAsync("CREATE USER robot WITH PASSWORD 'a b:c'");
        await _server.AskAsync("CREATE USER reader WITH PASSWORD 'r'");
        await _server.AskAsync("GRANT WRITE ON plant TO robot");
    }

    public Task DisposeAsync()
    {
        _server?.Dispose();
        return Task.CompletedTask;
    }

    [InfluxDbFact]
    public async Task Who_may_write_does()
    {
        var result = await WriteAsync("robot", "a b:c\n");

        Assert.True(result is null, result);
        Assert.Equal(1, await _server.CountAsync("n"));
    }

    [InfluxDbFact]
    public async Task A_wrong_password_stops_the_run_and_is_not_printed()
    {
        var result = await WriteAsync("robot", "hunter2");

        Assert.Equal($"{_server.Url} answers 401 'authorization failed': write token:, or user: and password:, of somebody who may write there", result);
    }

    [InfluxDbFact]
    public async Task Who_may_not_write_is_told_so()
    {
        var result = await WriteAsync("reader", "r");

        Assert.Equal($"{_server.Url} answers 403 '\"reader\" user is not authorized to write to database \"plant\"': give its user or token the right to write to database 'plant'", result);
    }

    private async Task<string?> WriteAsync(string user, string password)
    {
        var file = _folder.Write("password", password);
        var result = await new Pipeline($"url: '{_server.Url}', database: plant, measurement: m, user: {user}, password_file: '{file}'", [Lines.Row(n: 1)]).RunAsync();
        return result.Failure?.Message;
    }
}
