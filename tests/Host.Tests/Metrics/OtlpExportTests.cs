using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using StreamGuard.Contracts;
using StreamGuard.Host.Metrics;
using StreamGuard.Host.Service;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Metrics;

public sealed class OtlpExportTests : IAsyncDisposable
{
    private readonly HostRig _rig = new();
    private readonly Collector _collector = new();
    private readonly Said _log = new();

    public async ValueTask DisposeAsync()
    {
        _collector.Dispose();
        await _rig.DisposeAsync();
    }

    [Fact]
    public async Task A_collector_gets_the_meters_of_every_pipeline()
    {
        var pipeline = _rig.Add("short.yaml", Pipelines.Short("short", _rig.Folder.Path));
        await HostRig.Until(pipeline, HostedState.Finished);

        using (OtlpExport.Start(Options() with { Token = "collectors-token" }, _rig.Host, _log)) await HostRig.Until(() => !_collector.Requests.IsEmpty);

        // The last is sent as it ends; the first may have been sent before all meters were made.
        var (path, authorization, body) = _collector.Requests.Last();
        Assert.Equal(("/v1/metrics", "Bearer collectors-token"), (path, authorization));
        // Protobuf: texts stand in it as they are.
        foreach (var text in (string[])["streamguard_component_rows_in_total", "streamguard_sink_latency_seconds_bucket", "process_cpu_seconds_total", "service.name", "short"])
            Assert.Contains(text, body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collector_that_takes_nothing_is_told_of_once_and_when_it_does_again()
    {
        _collector.Status = HttpStatusCode.Forbidden;
        using var export = OtlpExport.Start(Options(), _rig.Host, _log);
        await HostRig.Until(() => _collector.Requests.Count >= 3);

        _collector.Status = HttpStatusCode.OK;
        await HostRig.Until(() => _log.Lines.Count >= 2);

        Assert.Equal(
            [$"Warning the collector at {_collector.Url}/v1/metrics takes no meters: it answers 403", $"Information the collector at {_collector.Url}/v1/metrics takes meters again"],
            _log.Lines);
    }

    [Theory]
    [InlineData("collector:4318")]
    [InlineData("ftp://collector")]
    [InlineData("/v1/metrics")]
    public void An_endpoint_that_is_none_is_a_problem_with_its_place(string endpoint)
    {
        var problems = new Problems();

        var service = HostService.Load(_rig.Folder.Write("host.yaml", $"pipelines: [{{ path: a.yaml }}]\notlp:\n  endpoint: '{endpoint}'\n"), [], null, problems);

        Assert.Null(service);
        var problem = Assert.Single(problems.All);
        Assert.Equal((HostCodes.Option, 3), (problem.Code, problem.Location.Line));
    }

    [Theory]
    [InlineData("http://c:4318", "http://c:4318/v1/metrics")]
    [InlineData("https://c/otlp/v1/metrics", "https://c/otlp/v1/metrics")]
    public void Without_a_path_the_usual_one_is_meant(string endpoint, string expected) =>
        Assert.Equal(expected, OtlpEndpoint.Of(new OtlpOptions { Endpoint = endpoint })!.ToString());

    private OtlpOptions Options() => new() { Endpoint = _collector.Url, Every = Duration.FromSeconds(0.05) };

    /// <summary>Takes requests as a collector does.</summary>
    private sealed class Collector : IDisposable
    {
        private readonly HttpListener _listener = new();

        public Collector()
        {
            Url = $"http://127.0.0.1:{Prometheus.FreePort()}";
            _listener.Prefixes.Add(Url + "/");
            _listener.Start();
            _ = AnswerAsync();
        }

        public string Url { get; }

        public ConcurrentQueue<(string Path, string? Authorization, string Body)> Requests { get; } = [];

        public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

        public void Dispose() => _listener.Close();

        private async Task AnswerAsync()
        {
            while (_listener.IsListening)
            {
                HttpListenerContext context;
                try
                {
                    context = await _listener.GetContextAsync();
                }
                catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }

                using var body = new StreamReader(context.Request.InputStream, Encoding.Latin1);
                Requests.Enqueue((context.Request.Url!.AbsolutePath, context.Request.Headers["Authorization"], await body.ReadToEndAsync()));
                context.Response.StatusCode = (int)Status;
                context.Response.Close();
            }
        }
    }
}
