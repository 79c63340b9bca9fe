using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;
using StreamGuard.Plugins.Influx.Tests.Support;

namespace StreamGuard.Plugins.Influx.Tests.Servers;

/// <summary>Pipelines that write to a real InfluxDB 1.6.</summary>
public sealed class InfluxDbTests : IAsyncLifetime
{
    private InfluxDb _server = null!;

    private string Options => $"url: '{_server.Url}', database: plant, measurement: m, rest: numbers";

    public async Task InitializeAsync()
    {
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
    public async Task There_are_as_many_points_as_rows()
    {
        var result = await new Pipeline(Options + ", tags: [label], gzip: true", Rows(10_000)).RunAsync();

        Assert.True(result.Succeeded, result.Failure?.ToString());
        Assert.Equal(10_000, await _server.CountAsync("n"));
        Assert.Equal(10_000, Pipeline.Account(result).Passed);
        Assert.Equal(3, (await _server.AskAsync("SHOW TAG VALUES FROM m WITH KEY = label"))[0].Rows.Count);
    }

    [InfluxDbFact]
    public async Task A_second_run_writes_the_same_points()
    {
        await new Pipeline(Options, Rows(100)).RunAsync();
        await new Pipeline(Options, Rows(100)).RunAsync();

        Assert.Equal(100, await _server.CountAsync("n"));
    }

    [InfluxDbFact]
    public async Task An_offset_keeps_points_of_one_moment_apart()
    {
        object?[][] rows = [.. Enumerable.Range(0, 50).Select(n => Lines.Row(n: n, value: n))];

        await new Pipeline(Options + ", fields: [value], time_offset_ns: n % 1000000", rows).RunAsync();

        Assert.Equal(50, await _server.CountAsync("value"));
    }

    [InfluxDbFact]
    public async Task Nothing_is_lost_when_the_server_is_killed_in_mid_stream_and_started_again()
    {
        var pipeline = new Pipeline(Options, Rows(3000), 1000);
        using var running = pipeline.Start();
        await pipeline.Source.Held(1000);

        _server.Kill();
        pipeline.Source.Release(1000);
        await Waiting.Until(() => WaitsOf(running) is { IsWaiting: true });
        var waits = WaitsOf(running)!;
        await _server.StartAgainAsync();
        var result = await running.Completion.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.True(result.Succeeded, result.Failure?.ToString());
        Assert.StartsWith($"{_server.Url} does not answer: ", waits.Reason, StringComparison.Ordinal);
        Assert.Equal((3000L, 0L), (Pipeline.Account(result).Passed, Pipeline.Account(result).DeadLettered));
        Assert.Equal((3000, "4498500"), (await _server.CountAsync("n"), (await _server.AskAsync("SELECT sum(n) FROM m"))[0].Rows[0][1]));
    }

    [InfluxDbFact]
    public async Task A_server_that_is_down_from_the_start_is_waited_for()
    {
        _server.Kill();
        using var running = new Pipeline(Options, Rows(10)).Start();
        await Waiting.Until(() => WaitsOf(running) is { IsWaiting: true });

        await _server.StartAgainAsync();
        var result = await running.Completion.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.True(result.Succeeded, result.Failure?.ToString());
        Assert.Equal(10, await _server.CountAsync("n"));
    }

    [InfluxDbFact]
    public async Task Rows_whose_field_has_another_type_are_dead_letters_with_the_server_s_words()
    {
        await new Pipeline(Options, [Lines.Row(n: 1)]).RunAsync();
        object?[][] rows = [.. Enumerable.Range(0, 2000).Select(i => Lines.Row(value: i, n: i % 10 == 0 ? 1 : null, at: Lines.Moment.AddSeconds(i + 1)))];

        var result = await new Pipeline($"url: '{_server.Url}', database: plant, measurement: m, fields: {{ value: value, n: to_float(n) }}", rows).RunAsync();

        Assert.Null(result.Failure);
        Assert.Equal((1800L, 200L), (Pipeline.Account(result).Passed, Pipeline.Account(result).DeadLettered));
        Assert.Equal(
            [(("out", "refused by the server"), 200L)],
            result.Final.DeadLetters.Select(each => (each.Key, each.Value)));
        Assert.Equal(1800, await _server.CountAsync("value"));
    }

    [InfluxDbFact]
    public async Task Rows_that_are_too_old_for_the_database_are_dead_letters()
    {
        await _server.AskAsync("CREATE RETENTION POLICY hour ON plant DURATION 1h REPLICATION 1");
        var now = DateTime.UtcNow;
        object?[][] rows = [.. Enumerable.Range(0, 100).Select(n => Lines.Row(n: n, at: n % 2 == 0 ? now.AddSeconds(n) : Lines.Moment.AddSeconds(n)))];

        var result = await new Pipeline(Options + ", retention_policy: hour", rows).RunAsync();

        Assert.Equal((50L, 50L), (Pipeline.Account(result).Passed, Pipeline.Account(result).DeadLettered));
        Assert.Equal("50", (await _server.AskAsync("SELECT count(n) FROM plant.hour.m"))[0].Rows[0][1]);
    }

    [InfluxDbFact]
    public async Task Rows_whose_time_is_too_early_for_influxdb_are_named_by_it()
    {
        var first = DateTime.UnixEpoch.AddTicks(long.MinValue / 1000 * 10);

        var result = await new Pipeline(Options + ", time_offset_ns: n", [Lines.Row(value: 1, n: -807, at: first), Lines.Row(value: 2, n: 0)]).RunAsync();

        Assert.Equal((1L, 1L), (Pipeline.Account(result).Passed, Pipeline.Account(result).DeadLettered));
    }

    [InfluxDbFact]
    public async Task A_database_that_is_not_there_stops_the_run()
    {
        var result = await new Pipeline($"url: '{_server.Url}', database: plnat, measurement: m", Rows(1)).RunAsync();

        Assert.Equal(
            ("out", $"{_server.Url} answers 404 'database not found: \"plnat\"': make it (CREATE DATABASE), or name another under database"),
            (result.Failure?.Component, result.Failure?.Message));
    }

    [InfluxDbFact]
    public async Task A_retention_policy_that_is_not_there_stops_the_run()
    {
        var result = await new Pipeline(Options + ", retention_policy: week", Rows(1)).RunAsync();

        Assert.Equal($"{_server.Url} answers 500 'retention policy not found: week': make it (CREATE RETENTION POLICY), or name another under retention_policy", result.Failure?.Message);
    }

    [InfluxDbFact]
    public async Task Version_1_does_not_take_what_is_sent_as_version_2()
    {
        var result = await new Pipeline($"url: '{_server.Url}', bucket: plant, org: works, measurement: m", Rows(1)).RunAsync();

        Assert.EndsWith("there is nothing that takes points: see that url is right; InfluxDB 1.x is written with api: v1 and a database", result.Failure?.Message, StringComparison.Ordinal);
    }

    private static object?[][] Rows(int count) =>
        [.. Enumerable.Range(0, count).Select(n => Lines.Row($"l {n % 3}", n / 8.0, n, at: Lines.Moment.AddMilliseconds(n)))];

    private static Waits? WaitsOf(RunningPipeline running) => running.Snapshot().Waits.GetValueOrDefault("out");
}
