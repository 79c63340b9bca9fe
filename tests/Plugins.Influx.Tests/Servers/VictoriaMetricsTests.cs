using StreamGuard.Plugins.Influx.Tests.Support;

namespace StreamGuard.Plugins.Influx.Tests.Servers;

/// <summary>Pipelines that write to a real VictoriaMetrics, by both APIs.</summary>
public sealed class VictoriaMetricsTests : IAsyncLifetime
{
    private VictoriaMetrics _server = null!;

    public async Task InitializeAsync()
    {
        if (VictoriaMetrics.Absence is null) _server = await VictoriaMetrics.StartAsync();
    }

    public Task DisposeAsync()
    {
        _server?.Dispose();
        return Task.CompletedTask;
    }

    [VictoriaMetricsFact]
    public Task Takes_points_as_version_1() => WritesAndFinds("database: plant");

    [VictoriaMetricsFact]
    public Task Takes_points_as_version_2() => WritesAndFinds("bucket: plant, org: works, gzip: true");

    [VictoriaMetricsFact]
    public async Task Nothing_is_lost_when_the_server_is_stopped_in_mid_stream_and_started_again()
    {
        var pipeline = new Pipeline($"url: '{_server.Url}', measurement: m, rest: numbers", Rows(3000), 1000);
        using var running = pipeline.Start();
        await pipeline.Source.Held(1000);

        // Not killed: what it has said it took is on its disk seconds later only.
        await _server.StopAsync();
        pipeline.Source.Release(1000);
        await Waiting.Until(() => running.Snapshot().Waits.GetValueOrDefault("out") is { IsWaiting: true });
        await _server.StartAgainAsync();
        var result = await running.Completion.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.True(result.Succeeded, result.Failure?.ToString());
        Assert.Equal(Enumerable.Range(0, 3000).Select(n => (double)n), (await _server.AskAsync("m_n")).Single().Points.Select(point => point.Value));
    }

    private async Task WritesAndFinds(string place)
    {
        var result = await new Pipeline($"url: '{_server.Url}', {place}, measurement: m, tags: [label], rest: numbers", Rows(2000)).RunAsync();

        Assert.True(result.Succeeded, result.Failure?.ToString());
        var series = await _server.AskAsync("m_value");
        Assert.Equal(["l, 0", "l, 1", "l, 2"], series.Select(each => each.Labels["label"]).Order(StringComparer.Ordinal));
        Assert.Equal(Rows(2000).Select(row => (double)row[2]!), series.SelectMany(each => each.Points).OrderBy(point => point.Ms).Select(point => point.Value));
    }

    private static object?[][] Rows(int count) =>
        [.. Enumerable.Range(0, count).Select(n => Lines.Row($"l, {n % 3}", n / 8.0, n, at: Lines.Moment.AddMilliseconds(n)))];
}
