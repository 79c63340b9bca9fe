using System.Buffers;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using StreamGuard.Host.Http;
using StreamGuard.Host.Metrics;
using StreamGuard.Host.Service;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Metrics;

/// <summary>What Prometheus' own programs make of the meters, the dashboard and the rules.</summary>
public sealed class PrometheusTests : IAsyncDisposable
{
    private readonly HostRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [PrometheusFact]
    public async Task Promtool_finds_nothing_wrong_with_the_text()
    {
        var text = new ArrayBufferWriter<byte>();
        ExpositionText.Write(Meters.All, await SampleReading.TakeAsync(_rig), text);

        var (code, words) = await Prometheus.CheckAsync(Encoding.UTF8.GetString(text.WrittenSpan), "check", "metrics");

        Assert.Equal((0, ""), (code, words));
    }

    [PrometheusFact]
    public async Task Promtool_takes_the_rules()
    {
        var (code, words) = await Prometheus.CheckAsync("", "check", "rules", _rig.Folder.Write("rules.yaml", RulesYaml.Write()));

        Assert.True(code == 0 && words.Contains($"{AlertRules.Groups.Sum(group => group.Rules.Count)} rules found", StringComparison.Ordinal), words);
    }

    [PrometheusFact]
    public async Task Every_query_of_the_dashboard_and_every_meter_of_a_rule_gives_data()
    {
        var reading = await SampleReading.TakeAsync(_rig);
        await using var app = await ServeAsync(() => reading);
        using var prometheus = await Prometheus.StartAsync(new Uri(app.Urls.First()).Authority, scrapes: 4);

        var silent = new List<string>();
        foreach (var panel in Dashboard.Rows.SelectMany(row => row.Panels))
            foreach (var (query, _) in panel.Queries)
                if (await prometheus.AskAsync(Chosen(query)) is []) silent.Add($"{panel.Title}: {query}");
        foreach (var meter in Meters.All)
            if (await prometheus.AskAsync(meter.Kind == MeterKind.Histogram ? $"{meter.Name}_bucket" : meter.Name) is []) silent.Add(meter.Name);

        Assert.Empty(silent);
    }

    [PrometheusFact]
    public async Task Every_rule_holds_where_what_it_is_for_is_the_case()
    {
        var read = await SampleReading.BadAsync(_rig);
        await using var app = await ServeAsync(read);
        using var prometheus = await Prometheus.StartAsync(new Uri(app.Urls.First()).Authority, scrapes: 6);

        Assert.Equal(["StreamGuardAbsent"], await RulesAsync(prometheus, holds: false));
    }

    [PrometheusFact]
    public async Task No_rule_holds_where_all_is_well()
    {
        var read = await SampleReading.WellAsync(_rig);
        await using var app = await ServeAsync(read);
        using var prometheus = await Prometheus.StartAsync(new Uri(app.Urls.First()).Authority, scrapes: 6);

        Assert.Empty(await RulesAsync(prometheus, holds: true));
    }

    [PrometheusFact]
    public async Task Prometheus_scrapes_a_host_at_work()
    {
        var pipeline = _rig.Add("live.yaml", Pipelines.Endless("live", _rig.Folder.Path));
        await HostRig.Until(pipeline, HostedState.Running);
        await using var http = await HttpHost.StartAsync(new HttpAccess(new IPEndPoint(IPAddress.Loopback, 0), null, null, 1000, 1000), _rig.Host, NullLoggerFactory.Instance);
        using var prometheus = await Prometheus.StartAsync(new Uri(http.Address).Authority, scrapes: 4);

        var written = await prometheus.AskAsync("rate(streamguard_component_rows_in_total{pipeline=\"live\",component=\"lines\",role=\"sink\"}[1m])");
        var latency = await prometheus.AskAsync("histogram_quantile(0.99, rate(streamguard_sink_latency_seconds_bucket[1m]))");
        var state = await prometheus.AskAsync("streamguard_pipeline_state == 1");

        Assert.True(Assert.Single(written).Value > 0);
        Assert.InRange(Assert.Single(latency).Value, 0.00001, 100);
        Assert.Equal("running", Assert.Single(state).Labels["state"]);
    }

    /// <summary>Names of the rules whose condition holds, or does not.</summary>
    private static async Task<IReadOnlyList<string>> RulesAsync(Prometheus prometheus, bool holds)
    {
        var names = new List<string>();
        foreach (var rule in AlertRules.Groups.SelectMany(group => group.Rules))
            if (await prometheus.AskAsync(rule.When) is not [] == holds) names.Add(rule.Name);
        return names;
    }

    /// <summary>A query as Grafana asks it when everything is chosen.</summary>
    private static string Chosen(string query) => query.Replace("$pipeline", ".*", StringComparison.Ordinal).Replace("$job", ".*", StringComparison.Ordinal).Replace("$__rate_interval", "1m", StringComparison.Ordinal);

    private static async Task<WebApplication> ServeAsync(Func<Reading> read)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.UseRouting();
        MetricsEndpoint.Map(app, read);
        await app.StartAsync();
        return app;
    }
}
