using StreamGuard.Integration.Tests.Support;
using StreamGuard.Plugins.Influx.Tests.Support;

namespace StreamGuard.Integration.Tests;

/// <summary>The program writes to a real InfluxDB, and says what it did and what it waits for.</summary>
public sealed class InfluxRunTests : IAsyncLifetime, IDisposable
{
    private const string Pipeline = """
        pipeline: flows
        sources:
          flows:
            file: { path: flows.csv }
            decode: csv
            columns: { at: timestamp, label: string, Rate: float, Tot sum: float }
            event_time: { column: at }
        sinks:
          points: { from: flows, influx: { url: "${INFLUX}", database: plant, measurement: flows, tags: [label] } }
        """;

    private readonly TempFolder _folder = new();

    private InfluxDb _server = null!;

    public void Dispose() => _folder.Dispose();

    public async Task InitializeAsync()
    {
        _folder.Write("flows.yaml", Pipeline);
        _folder.Write("flows.csv", """
            at,label,Rate,Tot sum
            2025-01-01T00:00:00Z,Benign,1.5,2
            2025-01-01T00:00:01Z,Benign,inf,3
            2025-01-01T00:00:02Z,,,4
            2025-01-01T00:00:03Z,Attack,inf,nan
            2025-01-01T00:00:04Z,Attack\,1,1
            2025-01-01T00:00:05Z,Attack,fast,1

            """);
        if (InfluxDb.Absence is not null) return;
        _server = await InfluxDb.StartAsync();
        await _server.AskAsync("CREATE DATABASE plant");
    }

    public Task DisposeAsync()
    {
        _server?.Dispose();
        return Task.CompletedTask;
    }

    [InfluxDbFact]
    public async Task Says_what_it_could_not_write()
    {
        var outcome = await Program.RunAsync(_folder.Path, Environment, "run", "flows.yaml");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("  1 × points: a value left out of its row, which the system written to has no place for (NaN, infinity)\n", outcome.Errors, StringComparison.Ordinal);
        Assert.Contains("    1 × points: no field is left\n", outcome.Errors, StringComparison.Ordinal);
        Assert.Contains("    1 × points: a tag cannot be written in line protocol\n", outcome.Errors, StringComparison.Ordinal);
        Assert.Equal((1L, 3L), (await _server.CountAsync("Rate", "flows"), await _server.CountAsync("Tot sum", "flows")));
    }

    [InfluxDbFact]
    public async Task Says_that_it_waits_for_a_server_that_is_not_there_and_goes_on_when_it_is()
    {
        _server.Kill();
        using var process = Program.Start(_folder.Path, Environment, "run", "flows.yaml", "--json");
        var line = "";
        while (!line.Contains("does not answer: Connection refused\",\"waiting\":true", StringComparison.Ordinal)) line = await process.StandardError.ReadLineAsync() ?? throw new InvalidOperationException(line);

        await _server.StartAgainAsync();
        await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(0, process.ExitCode);
        Assert.Equal(3, await _server.CountAsync("Tot sum", "flows"));
    }

    [InfluxDbFact]
    public async Task Fails_with_what_to_do_where_nothing_can_be_written()
    {
        await _server.AskAsync("DROP DATABASE plant");

        var outcome = await Program.RunAsync(_folder.Path, Environment, "run", "flows.yaml");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("make it (CREATE DATABASE), or name another under database", outcome.Errors, StringComparison.Ordinal);
    }

    private Dictionary<string, string> Environment => new() { ["INFLUX"] = _server.Url };
}
