using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using StreamGuard.Host.Service;

namespace StreamGuard.Host.Metrics;

/// <summary>
/// Sends the instruments to a collector by OTLP. Its libraries are loaded when it is started, which a host does that is told
/// to; nothing else refers to them.
/// </summary>
internal sealed class OtlpExport : IDisposable
{
    private static readonly TimeSpan LastExport = TimeSpan.FromSeconds(5);

    private readonly Instruments _instruments;
    private readonly MeterProvider _provider;

    private OtlpExport(Instruments instruments, MeterProvider provider) => (_instruments, _provider) = (instruments, provider);

    /// <summary>Begins to send; a collector that is away is told of in the log, once each time.</summary>
    public static OtlpExport Start(OtlpOptions options, PipelineHost host, ILogger log)
    {
        var memory = new SeriesMemory();
        var instruments = new Instruments(Meters.All, () => Reading.Of(host, memory));
        var version = PipelineMeters.Version;
        var provider = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.AddService("streamguard", serviceVersion: version, serviceInstanceId: $"{Environment.MachineName}:{Environment.ProcessId}"))
            .AddMeter(Instruments.MeterName)
            .AddOtlpExporter((exporter, reader) =>
            {
                exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
                exporter.Endpoint = OtlpEndpoint.Of(options)!;
                exporter.HttpClientFactory = () => NewClient(options, log);
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)options.Every.TimeSpan.TotalMilliseconds;
            })
            .Build();
        return new OtlpExport(instruments, provider);
    }

    public void Dispose()
    {
        _provider.Shutdown((int)LastExport.TotalMilliseconds);
        _provider.Dispose();
        _instruments.Dispose();
    }

    private static HttpClient NewClient(OtlpOptions options, ILogger log)
    {
        var client = new HttpClient(new Watched(log)) { Timeout = TimeSpan.FromSeconds(10) };
        if (options.Token is { } token) client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    /// <summary>The exporter says nothing of what fails; this does, when it begins and when it is over.</summary>
    private sealed class Watched(ILogger log) : DelegatingHandler(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        private bool _isAway;

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken stop)
        {
            try
            {
                return Note(request, base.Send(request, stop));
            }
            catch (HttpRequestException cause)
            {
                Away(request, cause.Message);
                throw;
            }
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken stop)
        {
            try
            {
                return Note(request, await base.SendAsync(request, stop).ConfigureAwait(false));
            }
            catch (HttpRequestException cause)
            {
                Away(request, cause.Message);
                throw;
            }
        }

        private HttpResponseMessage Note(HttpRequestMessage request, HttpResponseMessage answer)
        {
            if (!answer.IsSuccessStatusCode) Away(request, $"it answers {(int)answer.StatusCode}");
            else if (_isAway) log.LogInformation("the collector at {Url} takes meters again", request.RequestUri);
            _isAway &= !answer.IsSuccessStatusCode;
            return answer;
        }

        private void Away(HttpRequestMessage request, string reason)
        {
            if (!_isAway) log.LogWarning("the collector at {Url} takes no meters: {Reason}", request.RequestUri, reason);
            _isAway = true;
        }
    }
}
