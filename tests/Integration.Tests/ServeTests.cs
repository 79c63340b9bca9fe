using System.Net;
using System.Net.Sockets;
using StreamGuard.Integration.Tests.Support;

namespace StreamGuard.Integration.Tests;

public sealed class ServeTests : IDisposable
{
    private const string Endless = """
        pipeline: endless
        checkpoint: { every: 1s, path: state }
        sources:
          readings: { simulate: { model: hydraulic-rig, speed: 60 }, event_time: { column: timestamp } }
        sinks:
          lines: { from: readings, file: { path: readings.jsonl } }
        """;

    private static readonly Dictionary<string, string> NoVariables = [];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Drains_at_SIGTERM_and_goes_on_from_there()
    {
        _folder.Write("pipelines/endless.yaml", Endless);
        var host = _folder.Write("host.yaml", "root: data\nhttp: { enabled: false }\n");
        using (var first = new RunningProgram(_folder.Path, NoVariables, "serve", "pipelines", "--config", host))
        {
            await first.Until(() => first.Said("running, from the beginning"));
            Assert.Equal(0, await first.SignalAsync("TERM"));
        }

        using var second = new RunningProgram(_folder.Path, NoVariables, "serve", "pipelines", "--config", host);
        await second.Until(() => second.Said("running, from checkpoint"));
        Assert.Equal(0, await second.SignalAsync("TERM"));

        Assert.True(Directory.Exists(_folder["data/state/endless"]));
        Assert.True(File.Exists(_folder["data/readings.jsonl"]));
    }

    [Fact]
    public async Task Two_hosts_do_not_share_a_root()
    {
        _folder.Write("pipelines/endless.yaml", Endless);
        using var first = new RunningProgram(_folder.Path, NoVariables, "serve", "pipelines", "--address", "127.0.0.1:0");
        await first.Until(() => first.Said("endless: running"));

        var second = await Program.RunAsync(_folder.Path, "serve", "pipelines", "--address", "127.0.0.1:0");

        Assert.Equal(1, second.ExitCode);
        Assert.Contains("another host runs in", second.Errors, StringComparison.Ordinal);
        Assert.Equal(0, await first.SignalAsync("TERM"));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_before_anything_runs()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = $"127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";
        _folder.Write("pipelines/endless.yaml", Endless);

        var outcome = await Program.RunAsync(_folder.Path, "serve", "pipelines", "--address", address);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(address, outcome.Errors, StringComparison.Ordinal);
        Assert.Contains("in use", outcome.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["state"]));
    }
}
