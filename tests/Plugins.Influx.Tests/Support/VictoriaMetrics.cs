using System.Text.Json;

namespace StreamGuard.Plugins.Influx.Tests.Support;

/// <summary>A real VictoriaMetrics. It keeps numbers only, by the millisecond, and says of no line that it is bad.</summary>
internal sealed class VictoriaMetrics : IDisposable
{
    private static readonly HttpClient Client = new();

    private readonly Daemon _daemon = new("victoria-metrics", "/health", (folder, address) =>
        [$"-storageDataPath={folder}", $"-httpListenAddr={address}", "-retentionPeriod=100y", "-memory.allowedBytes=256MB"]);

    /// <summary>Why there is none; null where there is.</summary>
    public static string? Absence { get; } = Daemon.AbsenceOf("victoria-metrics", "victoria-metrics");

    public string Url => _daemon.Url;

    public static async Task<VictoriaMetrics> StartAsync()
    {
        var server = new VictoriaMetrics();
        await server.StartAgainAsync();
        return server;
    }

    public Task StartAgainAsync() => _daemon.StartAsync();

    public Task StopAsync() => _daemon.StopAsync();

    public void Dispose() => _daemon.Dispose();

    /// <summary>What it keeps under a name: labels, and values by millisecond.</summary>
    public async Task<IReadOnlyList<(IReadOnlyDictionary<string, string> Labels, IReadOnlyList<(long Ms, double Value)> Points)>> AskAsync(string name)
    {
        (await Client.GetAsync($"{Url}/internal/force_flush")).Dispose();
        var lines = await Client.GetStringAsync($"{Url}/api/v1/export?match[]={name}");
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).Select(series =>
        {
            IReadOnlyDictionary<string, string> labels = series.GetProperty("metric").EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!);
            IReadOnlyList<(long, double)> points = [.. series.GetProperty("timestamps").EnumerateArray().Select(ms => ms.GetInt64()).Zip(series.GetProperty("values").EnumerateArray().Select(value => value.GetDouble()))];
            return (labels, points);
        })];
    }
}

/// <summary>A fact about a real VictoriaMetrics, skipped where there is none.</summary>
public sealed class VictoriaMetricsFactAttribute : FactAttribute
{
    public VictoriaMetricsFactAttribute() => Skip = VictoriaMetrics.Absence;
}
